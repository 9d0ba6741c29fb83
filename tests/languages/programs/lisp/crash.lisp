(defun seat (row) (nth 7 row))
(print (+ 1 (seat '(1 2))))
