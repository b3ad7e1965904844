subroutine callee(i, j)
  implicit none
  integer, intent(in) :: i, j
  print *, i, j
end subroutine
