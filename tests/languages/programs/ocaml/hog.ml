let () = let all = ref [] in while true do all := Bytes.make (1 lsl 20) 'x' :: !all done
