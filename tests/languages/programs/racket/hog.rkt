#lang racket/base
(let loop ([all '()]) (loop (cons (make-vector 131072 1) all)))
