let () =
  let sum = ref 0 in
  (try while true do sum := !sum + int_of_string (input_line stdin) done with End_of_file -> ());
  Printf.printf "%d\n" !sum
