! refuses: the module mpi_f08 is not there for guests yet: USE mpi
program refused
  use mpi_f08
  implicit none
  call MPI_Init()
end program
