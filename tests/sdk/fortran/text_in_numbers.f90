! What programs from before CHARACTER do, text in numbers through A; and G without digits.
program text_in_numbers
  implicit none
  integer :: i, j(3)
  integer(2) :: short
  real :: r
  real(8) :: d
  real(8) :: x(7) = (/1.5d0, 0.04d0, 0d0, 123456d0, -2.5d0, 1d-20, 0.96d0/)
  character(12) :: text = 'ABCDEFGHIJKL'
  read(text,'(a4)') i
  read(text,'(a4)') r
  read(text,'(a8)') d
  write(*,'(a4,a4,a8)') i, r, d
  write(*,'(a,a6,a2)') i, i, i
  read(text,'(a2)') i
  write(*,'("[",a4,"]")') i
  read(text,'(a6)') i
  write(*,'("[",a4,"]")') i
  read(text,'(a)') short
  write(*,'("[",a,"]")') short
  read(text,'(3a4)') j
  write(*,'(3(a4,1x))') j(3:1:-1)
  do i = 1, 7
    write(*,'("[",g12.0,"]",g6.0,"]",g5.0,"]",g12.0e3,"]",1pg12.0,"]")') x(i), x(i), x(i), x(i), x(i)
  end do
  write(*,'(g12.0,g7.0,g8.0e1)') 9.6, -9.6, 1e30
end program
