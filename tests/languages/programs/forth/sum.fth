create buffer 4096 allot
: add-up ( -- n ) 0 begin buffer 4096 stdin read-line throw while buffer swap s>number drop + repeat drop ;
add-up 0 .r cr
