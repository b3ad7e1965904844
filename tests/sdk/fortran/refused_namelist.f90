! refuses: wasmpi-fc: error: .*NAMELIST input and output .*cannot be used in a guest yet; read and write the variables
program refused
  implicit none
  integer :: i = 1
  namelist /input/ i
  read(*, nml=input)
end program
