module parameters
  implicit none
  integer, parameter :: dp = selected_real_kind(15, 300)
  integer, parameter :: cells = CELLS
  real(dp), parameter :: speed = 1.0_dp, length = 2.0_dp, pi = 3.141592653589793_dp
end module
