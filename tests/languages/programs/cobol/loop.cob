identification division.
program-id. endless.
data division.
working-storage section.
01 x pic 9(9) value 0.
procedure division.
    perform until x > 1
        move 1 to x
    end-perform
    stop run.
