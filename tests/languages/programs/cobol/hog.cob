identification division.
program-id. hog.
data division.
working-storage section.
01 table-of-all.
   02 entry-of-all pic x(1024) occurs 250000 times.
01 i pic 9(9).
procedure division.
    perform varying i from 1 by 1 until i > 250000
        move "x" to entry-of-all(i)
    end-perform
    stop run.
