! Numeric intrinsics and complex arithmetic: what flang calls the runtime or C's library for.
! flags: -O1
program numbers
  implicit none
  real(8) :: x(6) = [0.5d0, -1.75d0, 3.25d0, 1d-3, 123.456d0, -0.0d0], y
  real :: s = 2.5
  integer :: i, e = 3
  integer(8) :: big = 7
  complex(8) :: z, w
  complex :: c, d
  external total
  complex :: total
  do i = 1, 6
    y = x(i)
    print '(i2,8es16.8)', i, mod(y, 0.7d0), modulo(y, 0.7d0), aint(y), anint(y), y**e, abs(y)**0.3d0, dim(y, 1d0), sign(2d0, y)
    print *, floor(y), ceiling(y), nint(y), int(y), exponent(y), fraction(y), scale(y, 3), set_exponent(y, 2), nearest(y, 1d0) > y
    print '(7es15.7)', sin(y), atan(y), exp(y), tanh(y), erf(y), gamma(abs(y) + 0.1d0), hypot(y, 2d0)
  end do
  print *, mod(-7, 3), modulo(-7, 3), mod(big, 4_8), 2**10, 3**e, big**2, (-2)**3, mod(s, 0.75), modulo(-s, 0.75), s**e, s**(-2)
  print *, iand(12, 10), ior(12, 10), ieor(12, 10), not(0), ishft(1, 4), ishft(256, -4), ibits(255, 2, 3), popcnt(255), leadz(1), btest(5, 2)
  z = (1.5d0, -0.5d0); w = (0.25d0, 2d0)
  print '(8f12.7)', z * w, z / w, z**2, z**(-3), z**w, z**0.5d0
  print '(8f12.7)', exp(z), log(z), sqrt(z), sin(z), cos(z), tan(z), sinh(w), tanh(w), abs(z), conjg(z), aimag(w)
  print '(8f12.7)', acos(z), asin(z), atan(z), acosh(w), asinh(w), atanh(w)
  c = (1., 2.); d = total(c, 2)
  print '(8f12.5)', c * d, c / d, exp(c), sqrt(c), c**3, c**(-2), abs(d), c**d
  print *, huge(1), huge(1_8), tiny(1d0), epsilon(1.), selected_real_kind(12), kind(1d0), digits(1d0), spacing(1d0), rrspacing(3d0)
  print *, real(1, 8) / 3, dble(s), cmplx(1, 2), int(3.99), transfer(1.0, 1), erfc_scaled(2d0) < 0.26d0
  call seeds()
contains
  ! What GET= answers goes on with the same numbers when it is put back.
  subroutine seeds()
    integer :: n, k
    integer, allocatable :: first(:), later(:)
    real(8) :: a(5), b(5), again(5)
    call random_seed(size=n)
    allocate(first(n), later(n))
    first = [(k, k = 1, n)]
    call random_seed(put=first)
    call random_number(a)
    call random_seed(get=later)
    call random_number(b)
    call random_seed(put=later)
    call random_number(again)
    print *, all(b == again), all(a /= b), all(a >= 0 .and. a < 1)
    call random_seed(put=first)
    call random_number(again)
    print *, all(a == again)
  end subroutine
end program
complex function total(a, n)
  complex, intent(in) :: a
  integer, intent(in) :: n
  total = a * n + (0., 1.)
end function
