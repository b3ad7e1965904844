! refuses: dgemm_ looks like BLAS or LAPACK, which have to be built for guests
program refused
  implicit none
  real(8) :: a(2,2) = 1
  call dgemm('N', 'N', 2, 2, 2, 1d0, a, 2, a, 2, 0d0, a, 2)
end program
