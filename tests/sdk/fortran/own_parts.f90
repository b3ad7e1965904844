! A right side that the left side owns, through allocatable components: it is copied before anything of the left one is freed.
! prints: 1 100. 2 200. 3 300. 4 400. 5 500.\n2 6. F\n3 10 20 30 9.\n3 20 20 20 6.\n9. 6. 9.\n20 20 6.
module nodes
  implicit none
  type node
    integer :: id = 0
    real, allocatable :: values(:)
    type(node), allocatable :: next
    type(node), allocatable :: children(:)
  end type
end module
program own_parts
  use nodes
  implicit none
  type(node) :: x, y
  type(node), allocatable :: p, list(:)
  integer :: i, j
  do i = 5, 1, -1
    y%id = i
    y%values = [(real(i), j = 1, 100)]
    if (i < 5) y%next = x
    x = y
  end do
  do while (allocated(x%next))
    write(*, '(i0,1x,f0.0,1x)', advance='no') x%id, sum(x%values)
    x = x%next
  end do
  print '(i0,1x,f0.0)', x%id, sum(x%values)
  allocate(p)
  p%id = 1
  allocate(p%next)
  p%next%id = 2
  p%next%values = [1., 2., 3.]
  p = p%next
  print *, p%id, sum(p%values), allocated(p%next)
  allocate(list(2))
  allocate(list(1)%children(3))
  do i = 1, 3
    list(1)%children(i)%id = 10 * i
    list(1)%children(i)%values = [1. * i, 2. * i]
  end do
  list = list(1)%children
  print *, size(list), list%id, sum(list(3)%values)
  list = list(2)
  print *, size(list), list%id, sum(list(3)%values)
  list(1)%values = [9.]
  print *, list(1)%values, sum(list(2)%values), sum(list(1)%values)
  list(1:2) = list(2:3)
  print *, list(1)%id, list(2)%id, sum(list(1)%values)
end program
