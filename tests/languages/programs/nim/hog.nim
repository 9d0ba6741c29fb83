import std/strutils
var all: seq[string]
while true: all.add repeat('x', 1 shl 20)
