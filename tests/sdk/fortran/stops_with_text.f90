! stops: Fortran ERROR STOP: no convergence
program stops
  implicit none
  character(len=14) :: why = 'no convergence'
  error stop why
end program
