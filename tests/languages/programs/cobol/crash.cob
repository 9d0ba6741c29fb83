identification division.
program-id. crash.
data division.
working-storage section.
01 seats.
   02 seat pic 9 occurs 3 times.
01 i pic 9 value 7.
procedure division.
    display seat(i)
    stop run.
