program endless
  integer, volatile :: x
  do
    x = 1
  end do
end program endless
