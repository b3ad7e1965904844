! pipes: 1 2.5\nsecond line\n 7 8 9\n
! Files that are pipes have no positions: they are read and written in order all the same.
program pipes
  implicit none
  integer :: i, j, k, stat
  real :: x
  character(20) :: line
  open(10, file='incoming', status='old', action='read')
  read(10,*) i, x
  read(10,'(a)') line
  read(10,*) j
  print *, i, x, trim(line), j
  read(10,*,iostat=stat) k
  print *, stat < 0
  close(10)
  open(11, file='outgoing', status='old', action='write')
  write(11,*) 'first', i
  write(11,'(a)',advance='no') 'second'
  write(11,'(i4)') j
  endfile(11)
  close(11)
end program
