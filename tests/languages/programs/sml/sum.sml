fun go sum = case TextIO.inputLine TextIO.stdIn of NONE => sum | SOME line => go (sum + valOf (Int.fromString line));
fun main () = print (Int.toString (go 0) ^ "\n");
