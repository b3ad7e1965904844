program waves
  use mpi
  use tube
  implicit none
  type(part) :: p
  integer :: rank, size, ierr, step, place, resultlen
  real(dp) :: total, biggest, sums(2), best(2), all_best(2)
  character(len=MPI_MAX_PROCESSOR_NAME) :: host
  character(len=16) :: label
  common /result/ total, biggest, place
  call MPI_Init(ierr)
  call MPI_Comm_rank(MPI_COMM_WORLD, rank, ierr)
  call MPI_Comm_size(MPI_COMM_WORLD, size, ierr)
  call MPI_Get_processor_name(host, resultlen, ierr)
  if (len_trim(host) /= resultlen) call MPI_Abort(MPI_COMM_WORLD, 2, ierr)
  if (mod(cells, size) /= 0) then
    if (rank == 0) write(*, *) 'the cells cannot be shared out'
    call MPI_Abort(MPI_COMM_WORLD, 1, ierr)
  end if
  call create(p, rank, size)
  do step = 1, 600
    call exchange(p)
    call advance(p, 0.9_dp)
    if (mod(step, 150) /= 0) cycle
    call norms(p%now(1), p%count, p%first)
    sums = [total, sum(p%now(1:p%count))]
    call MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPI_DOUBLE_PRECISION, MPI_SUM, MPI_COMM_WORLD, ierr)
    best = [biggest, real(place, dp)]
    call MPI_Reduce(best, all_best, 1, MPI_2DOUBLE_PRECISION, MPI_MAXLOC, 0, MPI_COMM_WORLD, ierr)
    write(label, '(a,i4.4)') 'step ', step
    if (rank == 0) write(*, 100) trim(label), sqrt(sums(1)), sums(2), all_best(1), nint(all_best(2))
  end do
100 format(1x, a, ': norm', f11.6, ', sum', es14.6, ', largest', f9.6, ' at', i5)
  call MPI_Finalize(ierr)
end program
