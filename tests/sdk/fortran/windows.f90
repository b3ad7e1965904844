! One-sided communication: displacements of MPI_ADDRESS_KIND.
! ranks: 2
program windows
  implicit none
  include 'mpif.h'
  integer :: values(8), others(8), window, ierr, rank
  integer(kind=MPI_ADDRESS_KIND) :: bytes, disp
  call mpi_init(ierr)
  call mpi_comm_rank(MPI_COMM_WORLD, rank, ierr)
  values = rank; others = rank*10 + [1,2,3,4,5,6,7,8]
  bytes = 32
  call MPI_Win_create(values, bytes, 4, MPI_INFO_NULL, MPI_COMM_WORLD, window, ierr)
  call MPI_Win_fence(0, window, ierr)
  disp = 3
  call MPI_Put(others, 2, MPI_INTEGER, 1-rank, disp, 2, MPI_INTEGER, window, ierr)
  call MPI_Win_fence(0, window, ierr)
  if (rank == 1) print *, values, disp
  call MPI_Win_free(window, ierr)
  call mpi_finalize(ierr)
end program
