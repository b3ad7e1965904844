! What READ takes: list direction with repeats, nulls and quotes; formatted fields; files and their ends; internal files.
! stdin: 1 2*7 3.5 'it''s' T\n4,,6/ 9\n(1.5,-2) 1e3\n  42 17 -3.25E1abc\n
program input
  implicit none
  integer :: i, j, k, stat, number
  real(8) :: x
  real :: r
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
  call mismatches('12345678')
  line = 'T'
  read(line, '(g4.0)') l
  print *, l
  line = '3DCCCCCD'
  read(line, '(z8)') r
  line = '3FB999999999999A'
  read(line, '(z16)') x
  print *, r, x
contains
  ! Descriptors that do not fit the item are errors; G fits all.
  subroutine mismatches(digits)
    character(len=8), intent(in) :: digits
    character(len=6) :: forms(7) = ['(f4.1)', '(l4)  ', '(i4)  ', '(z4)  ', '(g4.0)', '(e4.0)', '(b4)  ']
    integer :: i, n, stats(4)
    real :: x
    logical :: l
    character(len=8) :: t
    do i = 1, size(forms)
      stats = 0
      n = -1; x = -1; t = ''
      if (i /= 7) read(digits, forms(i), iostat=stats(1)) n
      if (i /= 7) read(digits, forms(i), iostat=stats(2)) x
      if (i /= 5) read(digits, forms(i), iostat=stats(3)) l
      if (i /= 4 .and. i /= 7) read(digits, forms(i), iostat=stats(4)) t
      print *, forms(i), stats > 0, n, t
    end do
  end subroutine
end program
