puts [1, 2][ARGV.size + 7]
