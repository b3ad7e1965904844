! stops: fatal Fortran runtime error\(.*\): a FORMAT's 'I' descriptor does not fit a REAL
program stops
  implicit none
  write(*, '(i5)') 1.5
end program
