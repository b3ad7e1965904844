! flags: -O0
! refuses: an internal procedure that uses its host's variables is passed as an argument
program refused
  implicit none
  integer :: total
  total = 0
  call apply(add)
  print *, total
contains
  subroutine add(i)
    integer, intent(in) :: i
    total = total + i
  end subroutine
  subroutine apply(f)
    external f
    call f(1)
  end subroutine
end program
