#lang racket/base
(displayln (for/sum ([line (in-lines)]) (string->number line)))
