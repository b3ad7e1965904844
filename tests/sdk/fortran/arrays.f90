! Array intrinsics, without optimisation so that flang calls the runtime for all of them.
! flags: -O0
module shapes
  implicit none
contains
  function squares(n) result(a)
    integer, intent(in) :: n
    integer :: a(n), i
    a = [(i * i, i = 1, n)]
  end function
end module
program arrays
  use shapes
  implicit none
  real(8) :: a(3,4), b(4,2), c(3,2), v(4), w(3)
  integer :: g, i(2,3), j(6), position(2), one(1)
  integer(8) :: k(2,3)
  logical :: m(3,4), n(4)
  complex(8) :: z(2,2)
  real, allocatable :: p(:), q(:,:)
  real(8), pointer :: view(:,:)
  integer, allocatable :: grown(:)
  call random_fixed(a)
  call random_fixed(b)
  v = a(2,:)
  w = a(:,1)
  m = a > 0.5d0
  n = v > 0.5d0
  print '(8f9.5)', sum(a), product(v), maxval(a), minval(a), dot_product(v, b(:,1)), norm2(v)
  print '(4f9.5)', sum(a, dim=1), sum(a, dim=2, mask=m), maxval(a, dim=1), minval(a, dim=2)
  print '(4f9.5)', sum(a, mask=m), maxval(a, mask=.not. m)
  print *, count(m), count(m, dim=1), any(m), all(m), any(m, dim=2), all(m, dim=1)
  position = maxloc(a); print *, position
  position = minloc(a, mask=m); print *, position
  one = maxloc(v); print *, one, findloc([3, 5, 7, 5], 5), findloc([3, 5, 7, 5], 5, back=.true.)
  c = matmul(a, b)
  print '(6f9.5)', c, matmul(transpose(a), c), matmul(v, b), matmul(a, v)
  i = reshape([1, 2, 3, 4, 5, 6], [2, 3])
  print *, i, transpose(i), reshape(i, [3, 3], pad=[0], order=[2, 1])
  j = reshape(i, [6])
  print *, cshift(j, 2), cshift(i, 1, dim=2), eoshift(j, -2), eoshift(j, 2, boundary=9)
  print *, pack(j, j > 2), pack(j, j > 4, [0, 0, 0, 0]), unpack([7, 8, 9], [.true., .false., .true., .false., .false., .true.], j)
  print *, spread(j(1:2), 1, 2), spread(j(1:2), 2, 2), merge(j, -j, mod(j, 2) == 0)
  k = i; k = k**2
  print *, sum(k), iand(7, 5), iall(j), iany(j), iparity(j), squares(4)
  z = reshape([(1d0, 2d0), (0d0, 1d0), (3d0, 0d0), (1d0, 1d0)], [2, 2])
  print *, sum(z), matmul(z, z), dot_product(z(:,1), z(:,2))
  allocate(p(3), q(0:1, -1:1))
  p = 1; q = 2
  p = [p, 5., 6.]
  print *, size(p), lbound(q), ubound(q), shape(q), p
  deallocate(p)
  print *, allocated(p), allocated(q)
  allocate(p, source=[1., 2., 3.])
  allocate(view(2,2))
  view = 3
  print *, associated(view), sum(view)
  deallocate(view)
  do g = 1, 3
    if (.not. allocated(grown)) allocate(grown(0))
    grown = [grown, g * 10]
  end do
  print *, grown
  a(1:3, 1:3) = a(3:1:-1, 2:4)
  print '(3f9.5)', a
  print *, norm2([3d200, 4d200, 0d0]), norm2([3d-200, 4d-200]), norm2([3e30, 4e30, 1e30]), norm2(w(1:0))
  q = reshape([3e30, 4e30, 5e-30, 12e-30], [2, 2])
  print *, norm2(q, dim=1), norm2(q, 2)
contains
  subroutine random_fixed(x)
    real(8), intent(out) :: x(:,:)
    integer :: r, s
    do s = 1, size(x, 2)
      do r = 1, size(x, 1)
        x(r, s) = mod(7 * r + 5 * s, 11) / 11d0
      end do
    end do
  end subroutine
end program
