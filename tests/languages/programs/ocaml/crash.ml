let () = print_int (List.assoc 7 [])
