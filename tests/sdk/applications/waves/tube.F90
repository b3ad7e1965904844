! A rank's part of the tube, with one ghost cell at either end.
module tube
  use mpi
  use parameters
  implicit none
  type part
    integer :: first, count, left, right
    real(dp), allocatable :: now(:), before(:)
  end type
contains
  subroutine create(p, rank, size)
    type(part), intent(out) :: p
    integer, intent(in) :: rank, size
    integer :: i
    p%count = cells / size
    p%first = rank * p%count
    p%left = merge(MPI_PROC_NULL, rank - 1, rank == 0)
    p%right = merge(MPI_PROC_NULL, rank + 1, rank == size - 1)
    allocate(p%now(0:p%count + 1), source=0.0_dp)
    do i = 1, p%count
      p%now(i) = exp(-200 * ((p%first + i - 0.5_dp) / cells - 0.3_dp)**2)
    end do
    p%before = p%now
  end subroutine

  subroutine exchange(p)
    type(part), intent(inout) :: p
    integer :: requests(4), statuses(MPI_STATUS_SIZE, 4), ierr
    call MPI_Irecv(p%now(0:0), 1, MPI_DOUBLE_PRECISION, p%left, 1, MPI_COMM_WORLD, requests(1), ierr)
    call MPI_Irecv(p%now(p%count + 1), 1, MPI_DOUBLE_PRECISION, p%right, 2, MPI_COMM_WORLD, requests(2), ierr)
    call MPI_Isend(p%now(1), 1, MPI_DOUBLE_PRECISION, p%left, 2, MPI_COMM_WORLD, requests(3), ierr)
    call MPI_Isend(p%now(p%count), 1, MPI_DOUBLE_PRECISION, p%right, 1, MPI_COMM_WORLD, requests(4), ierr)
    call MPI_Waitall(4, requests, statuses, ierr)
    if (p%left == MPI_PROC_NULL) p%now(0) = 0
    if (p%right == MPI_PROC_NULL) p%now(p%count + 1) = 0
  end subroutine

  subroutine advance(p, courant)
    type(part), intent(inout) :: p
    real(dp), intent(in) :: courant
    real(dp), allocatable :: after(:)
    integer :: n
    n = p%count
    allocate(after, mold=p%now)
    after = 0
    after(1:n) = 2 * p%now(1:n) - p%before(1:n) + courant**2 * (p%now(2:n+1) - 2 * p%now(1:n) + p%now(0:n-1))
    call move_alloc(p%now, p%before)
    call move_alloc(after, p%now)
  end subroutine
end module
