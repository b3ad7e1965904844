! stops: output of an object of type code 11 is not supported
program stops
  implicit none
  integer(16), allocatable :: x(:)
  allocate(x(2))
  x = 1
  print *, x
end program
