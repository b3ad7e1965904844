! refuses: MPI_COMM_SPAWN has no Fortran binding in guests; call it from C
program refused
  implicit none
  include 'mpif.h'
  integer :: comm, ierr
  call MPI_Comm_spawn('program', ' ', 1, MPI_INFO_NULL, 0, MPI_COMM_SELF, comm, MPI_ERRCODES_IGNORE, ierr)
end program
