! CHARACTER: comparison, concatenation, intrinsics, deferred lengths, hidden lengths of arguments.
! flags: -O0
program characters
  implicit none
  character(len=10) :: a = 'banana', b
  character(len=:), allocatable :: s, t
  character(len=4) :: words(3) = ['pear', 'fig ', 'kiwi']
  character(len=200) :: long
  character(len=:), allocatable :: grown(:)
  integer :: i, k
  b = 'ban'
  print *, a == 'banana   ', a < 'bananb', b < a, 'a' < 'B', lle('abc', 'abd'), a // '|' // b // '|'
  s = trim(a) // repeat('-', 3) // trim(adjustl('   x '))
  print *, s, len(s), len_trim(b), index(a, 'an'), index(a, 'an', back=.true.), scan(a, 'nb'), verify(a, 'ban ')
  print *, adjustr(b) // '<', max('pear', 'plum'), min('pear', 'plum'), words
  s = s // s(1:2)
  t = s
  s(1:1) = 'B'
  print *, s, t, ichar('A'), char(66), achar(67), iachar('d'), len(t)
  do i = 1, 3
    call show(trim(words(i)), words(i)(2:3), i)
  end do
  words = adjustr(words)
  print *, words, len_trim(words), index(words, 'i')
  a = 'too long for ten'
  print *, a, a(3:5)
  select case (trim(b))
  case ('a':'b'); print *, 'first'
  case ('ban'); print *, 'second'
  case default; print *, 'other'
  end select
  long = repeat('ab', 90)
  grown = [trim(long), trim(long)]
  print *, len(grown), size(grown), grown(1) == long, grown(2) == long
  print *, [trim(long), trim(long)]
  print *, size([(trim(long), k = 1, 100)])
contains
  subroutine show(x, y, n)
    character(len=*), intent(in) :: x, y
    integer, intent(in) :: n
    print *, n, len(x), len(y), x, '/', y
  end subroutine
end program
