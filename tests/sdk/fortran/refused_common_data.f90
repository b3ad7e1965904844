block data
  implicit none
  real :: p(2)
  common /preset/ p
  data p / 3.5, -1. /
end block data
