import std/strutils
echo parseInt("trouble")
