! What READ takes: list direction with repeats, nulls and quotes; formatted fields; files and their ends; internal files.
! stdin: 1 2*7 3.5 'it''s' T\n4,,6/ 9\n(1.5,-2) 1e3\n  42 17 -3.25E1abc\n
program input
  implicit none
  integer :: i, j, k, stat, number
  real(8) :: x
  complex :: c
  logical :: l, there
  character(len=8) :: text
  character(len=20) :: line
  character(len=6) :: lines(3)
  integer :: values(4)
  read(*,*) i, j, k, x, text, l
  print *, i, j, k, x, text, l
  i = -1; j = -2; k = -3; number = -4
  read(*,*) i, j, k, number
  print *, i, j, k, number
  read(*,*) c, x
  print *, c, x
  read(*,'(i4,i3,f8.2,a3)') i, j, x, text
  print *, i, j, x, text
  read(*,*,iostat=stat) i
  print *, stat < 0
  line = '  12 3.5e2 word'
  read(line,*) i, x, text
  print *, i, x, text
  read(line,'(i4,2x,f4.0,1x,a)') i, x, text
  print *, i, x, text
  line = '12x4'
  read(line,'(i4)',iostat=stat) i
  print *, stat > 0
  write(lines,'(i3)') 10, 20, 30
  print *, lines
  read(lines,*) values(1:3)
  print *, values(1:3)
  open(unit=11, file='data.txt', status='replace', action='write')
  do i = 1, 3
    write(11,'(i3,1x,f6.2)') i, i * 1.25d0
  end do
  close(11)
  inquire(file='data.txt', exist=there)
  print *, there
  open(newunit=number, file='data.txt', status='old', action='read')
  do
    read(number,*,iostat=stat) i, x
    if (stat /= 0) exit
    print '(i0,1x,f0.2)', i, x
  end do
  print *, stat == -1
  rewind(number)
  read(number,*) i
  backspace(number)
  read(number,*) j, x
  print *, i, j, x
  close(number, status='delete')
  inquire(file='data.txt', exist=there)
  print *, there
  open(12, file='missing/none.txt', status='old', iostat=stat)
  print *, stat /= 0
  open(13, status='scratch')
  write(13,*) 1, 2, 3
  write(13,'(a)') 'partly read'
  rewind(13)
  read(13,*) values(1:3)
  read(13,'(a6)',advance='no') text
  print *, values(1:3), text
  read(13,'(a)') text
  print *, text
  close(13)
end program
