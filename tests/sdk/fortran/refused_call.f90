! refuses: calls of callee_ do not pass what it takes
! with: refused_callee.f90
program refused
  implicit none
  call callee(1)
end program
