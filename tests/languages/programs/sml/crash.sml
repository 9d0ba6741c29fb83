fun main () = print (Int.toString (hd []));
