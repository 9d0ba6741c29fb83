puts STDIN.each_line.sum(&.to_i64)
