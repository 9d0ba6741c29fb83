set sum 0
while {[gets stdin line] >= 0} { incr sum $line }
puts $sum
