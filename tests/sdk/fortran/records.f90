! Records of files: without advancing, positions and their ends, OPEN's modes and RECL=, ACTION=, IOMSG=.
program records
  implicit none
  call without_advancing()
  call positions()
  call modes()
  call lengths()
  call refusals()
contains
  subroutine show(file)
    character(len=*), intent(in) :: file
    character(len=60) :: line
    integer :: stat
    open(19, file=file, status='old', action='read')
    do
      read(19, '(a)', iostat=stat) line
      if (stat /= 0) exit
      print *, '[', trim(line), ']'
    end do
    print *, stat
    close(19)
  end subroutine

  subroutine without_advancing()
    character(len=8) :: t, u
    character(len=1) :: c
    integer :: stat, n, i, j
    open(11, file='parts.txt', status='replace')
    write(11, '(a)') 'abcdef', 'ghi', '', '12 34', 'last', '  5'
    rewind(11)
    do i = 1, 4
      t = '--------'
      read(11, '(a4)', advance='no', iostat=stat, size=n) t
      print *, i, '[', t, ']', stat, n
    end do
    read(11, '(i3,i4)', advance='no', iostat=stat, size=n) i, j
    print *, i, j, stat, n
    read(11, '(a2,tl2,a1)', advance='no', iostat=stat, size=n) t, u
    print *, t, u, stat, n
    read(11, '(a3)', advance='no', iostat=stat, size=n) u
    print *, u, stat, n
    read(11, '(a2)', advance='no', iostat=stat, size=n) u
    print *, u, stat, n
    read(11, '(2x)', advance='no', iostat=stat)
    read(11, '(i1)', iostat=stat) i
    print *, i, stat
    read(11, '(a2)', advance='no', iostat=stat) u
    print *, stat
    rewind(11)
    do i = 1, 3
      do
        read(11, '(a1)', advance='no', iostat=stat) c
        if (stat /= 0) exit
        write(*, '(a)', advance='no') c
      end do
      print *, stat
    end do
    rewind(11)
    read(11, '(a6)', advance='no') t
    read(11, '(a)') u
    print *, '[', t, '][', u, ']'
    read(11, '(a2)', advance='no') t
    read(11, *) u
    print *, '[', t, '][', u, ']'
    read(11, '(1x)')
    read(11, '(2x,3a2)', advance='no', eor=99, size=n) t, u, c
    print *, 'no end of the record'
99  print *, '[', t, '][', u, ']', n
    read(11, '(2x,a)') u
    print *, u
    close(11)
  end subroutine

  subroutine positions()
    character(len=10) :: t
    integer :: stat
    open(11, file='positions.txt', status='replace')
    write(11, '(a)') 'one', 'two', 'three'
    rewind(11)
    do
      read(11, '(a)', iostat=stat) t
      if (stat /= 0) exit
    end do
    backspace(11)
    write(11, '(a)') 'four'
    backspace(11)
    backspace(11)
    read(11, '(a)') t
    print *, t
    backspace(11)
    write(11, '(a)') 'five'
    flush(11)
    call show_open(11)
    rewind(11)
    write(11, '(a)') 'a', 'b', 'c', 'd'
    backspace(11)
    backspace(11)
    write(11, '(a)') 'e'
    call show_open(11)
    rewind(11)
    write(11, '(a)') 'first'
    write(11, '(a)', advance='no') 'sec'
    backspace(11)
    read(11, '(a)') t
    print *, t
    rewind(11)
    read(11, '(a2)', advance='no') t
    backspace(11)
    read(11, '(a)') t
    print *, t
    rewind(11)
    backspace(11)
    read(11, '(a)') t
    print *, t
    endfile(11)
    backspace(11)
    write(11, '(a)') 'after'
    call show_open(11)
    close(11)
  end subroutine

  subroutine show_open(unit)
    integer, intent(in) :: unit
    character(len=60) :: line
    integer :: stat
    rewind(unit)
    do
      read(unit, '(a)', iostat=stat) line
      if (stat /= 0) exit
      print *, '[', trim(line), ']'
    end do
    print *, stat
  end subroutine

  subroutine modes()
    real :: x
    integer :: i
    open(11, file='modes.txt', status='replace', decimal='comma', sign='plus')
    write(11, '(f6.2,i4)') 1.5, 7
    write(11, *) 2.5, 3
    write(11, '(f6.2,i4)', decimal='point', sign='suppress') 1.5, 7
    write(11, '(dp,f6.2,i4)') 1.5, 7
    write(11, '(f6.2,i4)') 1.5, 7
    rewind(11)
    read(11, '(f6.0)') x
    print *, x
    open(11, sign='suppress')
    write(11, '(f6.2,i4)') 1.5, 7
    open(11, file='modes.txt', decimal='point')
    write(11, '(f6.2,i4)') 1.5, 7
    close(11)
    call show('modes.txt')
    open(11, file='modes.txt', status='replace', blank='zero')
    write(11, '(a)') '1 2 '
    rewind(11)
    read(11, '(i4)') i
    print *, i
    rewind(11)
    read(11, '(i4)', blank='null') i
    print *, i
    rewind(11)
    read(11, '(bn,i4)') i
    print *, i
    close(11)
    open(11, file='modes.txt', status='old', position='append', access='sequential')
    write(11, '(a)') 'y'
    close(11)
    call show('modes.txt')
    print *, 'standard output'
    open(6, decimal='comma')
    print '(f6.2)', 1.5
    open(6, decimal='point')
    print '(f6.2)', 1.5
  end subroutine

  subroutine lengths()
    integer :: i, stat
    open(11, file='lengths.txt', status='replace', recl=20)
    write(11, *) (i, i = 1, 20)
    write(11, *) 'a text longer than twenty characters'
    write(11, '(10i2)', iostat=stat) (i, i = 1, 10)
    print *, stat
    close(11)
    call show('lengths.txt')
    open(11, file='lengths.txt', status='replace', recl=20)
    write(11, '(11i2)', iostat=stat) (i, i = 1, 11)
    print *, stat
    close(11)
    open(11, file='lengths.txt', status='replace', recl=200)
    write(11, *) (i, i = 1, 40)
    close(11)
    call show('lengths.txt')
    i = 0
    open(11, file='lengths.txt', recl=i, iostat=stat)
    print *, stat /= 0
  end subroutine

  ! What ACTION= rules out, and what OPEN says.
  subroutine refusals()
    character(len=60) :: message
    character(len=12) :: wrong
    integer :: stat, i
    logical :: there
    wrong = 'bogus'
    open(11, file='action.txt', status='replace', action='write')
    read(11, *, iostat=stat) i
    print *, stat
    write(11, '(a)') 'one', 'two'
    close(11)
    call show('action.txt')
    open(11, file='action.txt', status='old', action='read')
    write(11, *, iostat=stat) i
    print *, stat
    endfile(11, iostat=stat)
    print *, stat
    close(11)
    message = 'unset'
    open(11, file='missing/none.txt', status='old', iostat=stat, iomsg=message)
    print *, stat /= 0, message /= 'unset'
    open(11, file='not_made.txt', form=wrong, iostat=stat)
    inquire(file='not_made.txt', exist=there)
    print *, stat /= 0, there
  end subroutine
end program
