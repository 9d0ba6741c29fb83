(use-modules (ice-9 threads))
(let* ((a (read)) (b (read)) (worker (call-with-new-thread (lambda () (+ a b)))))
  (display (join-thread worker))
  (newline))
