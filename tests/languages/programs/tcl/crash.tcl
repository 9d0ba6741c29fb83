puts [expr {1 / $argc}]
