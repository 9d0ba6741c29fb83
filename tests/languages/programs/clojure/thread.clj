(let [parts (mapv #(future (Long/parseLong %)) (re-seq #"\d+" (slurp *in*)))]
  (println (reduce + (map deref parts)))
  (shutdown-agents))
