(println (reduce + (map #(Long/parseLong %) (line-seq (java.io.BufferedReader. *in*)))))
