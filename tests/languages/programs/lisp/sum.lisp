(let ((sum 0))
  (loop for line = (read-line nil nil) while line do (incf sum (parse-integer line)))
  (format t "~D~%" sum))
