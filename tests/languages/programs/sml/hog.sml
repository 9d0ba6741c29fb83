fun main () = let fun go all = go (Array.array (131072, 1) :: all) in go [] end;
