! refuses: COMMON /PRESET/ has 8 bytes where it is initialised and 4000 elsewhere
! with: refused_common_data.f90
program refused
  implicit none
  real :: p(1000)
  common /preset/ p
  p(900) = 1
  print *, p(1)
end program
