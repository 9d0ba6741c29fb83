cat("never"
