var x {.volatile.} = 0
while true: x = 1
