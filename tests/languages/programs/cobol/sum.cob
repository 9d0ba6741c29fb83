identification division.
program-id. summing.
environment division.
input-output section.
file-control.
    select input-file assign to keyboard organization line sequential.
data division.
file section.
fd input-file.
01 line-in pic x(20).
working-storage section.
01 total pic s9(18) value 0.
01 shown pic -(18)9.
01 at-end-of-file pic x value "n".
procedure division.
    open input input-file
    perform until at-end-of-file = "y"
        read input-file
            at end move "y" to at-end-of-file
            not at end add function numval(line-in) to total
        end-read
    end-perform
    move total to shown
    display function trim(shown)
    stop run.
