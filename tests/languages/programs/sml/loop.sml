fun main () = let fun go n = go (n + 1) in go 0 end;
