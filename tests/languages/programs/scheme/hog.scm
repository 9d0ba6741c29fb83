(define all '())
(let loop () (set! all (cons (make-vector 131072 1) all)) (loop))
(display all)
