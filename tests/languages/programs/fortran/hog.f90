program hog
  type :: block
    integer, pointer :: cells(:)
  end type block
  type(block) :: one
  do
    allocate (one%cells(262144))
    one%cells = 1
  end do
end program hog
