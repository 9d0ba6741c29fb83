(loop [all ()] (recur (cons (byte-array 1048576) all)))
