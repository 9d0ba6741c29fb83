cat(format(sum(scan(file("stdin"), quiet = TRUE)), scientific = FALSE), "\n", sep = "")
