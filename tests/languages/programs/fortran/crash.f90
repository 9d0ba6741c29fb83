program crash
  integer :: n
  read *, n
end program crash
