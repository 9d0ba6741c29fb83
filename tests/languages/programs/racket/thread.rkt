#lang racket/base
(define numbers (list (read) (read)))
(define channel (make-channel))
(for ([n numbers]) (thread (lambda () (channel-put channel n))))
(displayln (+ (channel-get channel) (channel-get channel)))
