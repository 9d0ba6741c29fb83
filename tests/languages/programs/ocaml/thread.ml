let () =
  Scanf.scanf " %d %d" (fun a b ->
    let sum = ref 0 in
    let worker = Thread.create (fun () -> sum := a + b) () in
    Thread.join worker;
    Printf.printf "%d\n" !sum)
