! Derived types: layout, default values, allocatable components and their copies, arrays of them, pointers, linked lists.
module things
  implicit none
  type point
    real(8) :: x = 1.5d0, y = -2
    integer(1) :: flag = 3
    real(8) :: z
  end type
  type bag
    integer :: id = 7
    real, allocatable :: values(:)
    type(point) :: corner
    character(len=5) :: name = 'empty'
    type(bag), pointer :: next => null()
  end type
contains
  subroutine fill(b, n)
    type(bag), intent(inout) :: b
    integer, intent(in) :: n
    integer :: i
    if (allocated(b%values)) deallocate(b%values)
    allocate(b%values(n))
    b%values = [(real(i) / n, i = 1, n)]
    b%name = 'full'
  end subroutine
end module
program derived
  use things
  implicit none
  type(point) :: p, points(3)
  type(bag) :: a, b
  type(bag), allocatable :: many(:), copy(:)
  type(bag), pointer :: first, at
  integer :: i
  p%z = 9
  points(2) = p
  print *, p%x, p%y, p%flag, points%y, points(2)%z, storage_size(p), allocated(a%values), a%id, a%name
  call fill(a, 4)
  b = a
  b%values(1) = 100
  print *, a%values, b%values, b%corner%x, a%name
  allocate(many(2))
  print *, allocated(many(1)%values), many(2)%id, many(1)%corner%y
  many(1) = a
  many(2) = b
  copy = many
  many(2)%values = 0
  print *, copy(2)%values, many(2)%values, size(copy)
  copy = many([2, 1, 1])
  print *, size(copy), copy(3)%values, copy(1)%values
  deallocate(many)
  nullify(first)
  do i = 1, 3
    allocate(at)
    at%id = i
    at%next => first
    first => at
  end do
  do while (associated(first))
    at => first%next
    print *, first%id, first%name
    deallocate(first)
    first => at
  end do
end program
