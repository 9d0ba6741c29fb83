while 1 { lappend all [string repeat x 1048576] }
