program threads
  implicit none
  integer :: numbers(2), total, i
  read *, numbers
  total = 0
  !$omp parallel do reduction(+:total) num_threads(2)
  do i = 1, 2
    total = total + numbers(i)
  end do
  !$omp end parallel do
  print '(I0)', total
end program threads
