! stops: fatal Fortran runtime error\(.*stops_at_input.f90:\d+\): Bad INTEGER 'abc' in list-directed input
program stops
  implicit none
  character(len=5) :: line = 'abc'
  integer :: i
  read(line, *) i
  print *, i
end program
