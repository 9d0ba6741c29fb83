(let* ((a (read)) (b (read)) (worker (sb-thread:make-thread (lambda () (+ a b)))))
  (format t "~D~%" (sb-thread:join-thread worker)))
