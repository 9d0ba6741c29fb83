program summing
  implicit none
  integer(8) :: total, n
  integer :: status
  total = 0
  do
    read (*, *, iostat=status) n
    if (status /= 0) exit
    total = total + n
  end do
  print '(I0)', total
end program summing
