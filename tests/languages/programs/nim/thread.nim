import std/strutils
var parts: array[2, int]
proc work(part: tuple[index, value: int]) {.thread.} = parts[part.index] = part.value
var workers: array[2, Thread[tuple[index, value: int]]]
let words = stdin.readLine.splitWhitespace
for i in 0 .. 1: createThread(workers[i], work, (i, parseInt(words[i])))
joinThreads(workers)
echo parts[0] + parts[1]
