! stops: RU, RD, RZ and RC are not supported
program stops
  implicit none
  write(*, '(ru,f5.1)') 1.23
end program
