! MPI's Fortran bindings by family: each way in which an argument is converted.
! ranks: 2
program bindings
  implicit none
  include 'mpif.h'
  integer :: rank, size, other, ierr, status(MPI_STATUS_SIZE), statuses(MPI_STATUS_SIZE, 2), requests(2), n, index, indices(2)
  integer :: group, half, comm, cart, row, newtype, op, info, fh, i, keyval, code, class
  integer :: ranges(3,1), dims(2), coords(2), counts(2), displs(2), blocks(2), types(2), range_group
  integer(kind=MPI_ADDRESS_KIND) :: addresses(2), lower, extent, attribute
  integer(kind=MPI_OFFSET_KIND) :: offset
  real(8) :: x(4), y(4), started
  integer :: values(8), others(8)
  logical :: flag, periods(2)
  character(len=MPI_MAX_OBJECT_NAME) :: name
  character(len=12) :: word
  character(len=20) :: text
  external add_up
  call MPI_Init(ierr)
  call MPI_Comm_rank(MPI_COMM_WORLD, rank, ierr)
  call MPI_Comm_size(MPI_COMM_WORLD, size, ierr)
  other = 1 - rank
  started = MPI_Wtime()
  ! Point to point: buffers of any type, CHARACTER among them; statuses kept and ignored.
  x = rank + [1d0, 2d0, 3d0, 4d0]
  if (rank == 0) then
    call MPI_Send(x, 4, MPI_DOUBLE_PRECISION, 1, 7, MPI_COMM_WORLD, ierr)
    call MPI_Send('a message', 9, MPI_CHARACTER, 1, 8, MPI_COMM_WORLD, ierr)
  else
    call MPI_Recv(y, 4, MPI_DOUBLE_PRECISION, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, status, ierr)
    call MPI_Get_count(status, MPI_DOUBLE_PRECISION, n, ierr)
    print *, y, status(MPI_SOURCE), status(MPI_TAG), n, ierr == MPI_SUCCESS
    word = ' '
    call MPI_Recv(word, 12, MPI_CHARACTER, 0, 8, MPI_COMM_WORLD, MPI_STATUS_IGNORE, ierr)
    print *, word
  end if
  call MPI_Sendrecv(rank, 1, MPI_INTEGER, other, 1, n, 1, MPI_INTEGER, other, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE, ierr)
  ! Requests; indices count from one.
  call MPI_Irecv(values, 2, MPI_INTEGER, other, 2, MPI_COMM_WORLD, requests(1), ierr)
  others = rank * 10 + [1, 2, 3, 4, 5, 6, 7, 8]
  call MPI_Isend(others, 2, MPI_INTEGER, other, 2, MPI_COMM_WORLD, requests(2), ierr)
  call MPI_Waitall(2, requests, statuses, ierr)
  if (rank == 1) print *, n, values(1:2), statuses(MPI_TAG, 1), requests == MPI_REQUEST_NULL
  call MPI_Irecv(values, 1, MPI_INTEGER, other, 3, MPI_COMM_WORLD, requests(2), ierr)
  requests(1) = MPI_REQUEST_NULL
  call MPI_Send(others(3), 1, MPI_INTEGER, other, 3, MPI_COMM_WORLD, ierr)
  call MPI_Waitany(2, requests, index, MPI_STATUS_IGNORE, ierr)
  if (rank == 1) print *, index, values(1)
  call MPI_Waitany(2, requests, index, status, ierr)
  if (rank == 1) print *, index < 1
  call MPI_Recv_init(values, 1, MPI_INTEGER, other, 4, MPI_COMM_WORLD, requests(2), ierr)
  call MPI_Start(requests(2), ierr)
  call MPI_Send(others(4), 1, MPI_INTEGER, other, 4, MPI_COMM_WORLD, ierr)
  call MPI_Waitsome(2, requests, n, indices, MPI_STATUSES_IGNORE, ierr)
  if (rank == 1) print *, n, indices(1), values(1)
  call MPI_Request_free(requests(2), ierr)
  call MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, flag, status, ierr)
  if (rank == 1) print *, flag
  ! Collectives: in place, counts, an operation of the program's.
  y = x
  call MPI_Allreduce(MPI_IN_PLACE, y, 4, MPI_DOUBLE_PRECISION, MPI_SUM, MPI_COMM_WORLD, ierr)
  if (rank == 1) print *, y
  call MPI_Op_create(add_up, .true., op, ierr)
  call MPI_Reduce(x, y, 4, MPI_DOUBLE_PRECISION, op, 0, MPI_COMM_WORLD, ierr)
  if (rank == 0) print *, y
  call MPI_Op_free(op, ierr)
  counts = [1, 2]; displs = [0, 2]
  values = 0
  call MPI_Allgatherv(others, rank + 1, MPI_INTEGER, values, counts, displs, MPI_INTEGER, MPI_COMM_WORLD, ierr)
  if (rank == 0) print *, values
  flag = rank == 0
  call MPI_Allreduce(flag, periods, 1, MPI_LOGICAL, MPI_LAND, MPI_COMM_WORLD, ierr)
  text = 'from rank 0'
  if (rank == 1) text = ' '
  call MPI_Bcast(text, 20, MPI_CHARACTER, 0, MPI_COMM_WORLD, ierr)
  if (rank == 1) print *, periods(1), text
  call MPI_Barrier(MPI_COMM_WORLD, ierr)
  ! Datatypes: vectors, addresses, MPI_BOTTOM.
  call MPI_Type_vector(2, 1, 2, MPI_DOUBLE_PRECISION, newtype, ierr)
  call MPI_Type_commit(newtype, ierr)
  y = 0
  call MPI_Sendrecv(x, 1, newtype, other, 5, y, 2, MPI_DOUBLE_PRECISION, other, 5, MPI_COMM_WORLD, status, ierr)
  call MPI_Type_get_extent(newtype, lower, extent, ierr)
  call MPI_Type_size(newtype, n, ierr)
  if (rank == 1) print *, y, lower, extent, n
  call MPI_Type_free(newtype, ierr)
  call MPI_Get_address(x, addresses(1), ierr)
  call MPI_Get_address(values, addresses(2), ierr)
  blocks = [4, 2]; types = [MPI_DOUBLE_PRECISION, MPI_INTEGER]
  call MPI_Type_create_struct(2, blocks, addresses, types, newtype, ierr)
  call MPI_Type_commit(newtype, ierr)
  if (rank == 0) values(1:2) = [77, 88]
  if (rank == 0) x = -x
  call MPI_Bcast(MPI_BOTTOM, 1, newtype, 0, MPI_COMM_WORLD, ierr)
  if (rank == 1) print *, x, values(1:2)
  call MPI_Type_free(newtype, ierr)
  ! Groups, communicators, topologies: logical arguments both ways.
  call MPI_Comm_group(MPI_COMM_WORLD, group, ierr)
  ranges(:,1) = [1, 1, 1]
  call MPI_Group_range_incl(group, 1, ranges, range_group, ierr)
  call MPI_Group_size(range_group, n, ierr)
  call MPI_Comm_split(MPI_COMM_WORLD, rank, 0, half, ierr)
  call MPI_Comm_compare(half, MPI_COMM_SELF, i, ierr)
  if (rank == 1) print *, n, i == MPI_CONGRUENT
  call MPI_Group_free(range_group, ierr); call MPI_Group_free(group, ierr); call MPI_Comm_free(half, ierr)
  dims = 0
  call MPI_Dims_create(2, 2, dims, ierr)
  call MPI_Cart_create(MPI_COMM_WORLD, 2, dims, [.true., .false.], .false., cart, ierr)
  call MPI_Cart_get(cart, 2, dims, periods, coords, ierr)
  call MPI_Cart_shift(cart, 1, 1, i, n, ierr)
  call MPI_Cart_sub(cart, [.true., .false.], row, ierr)
  if (rank == 1) print *, dims, periods, coords, i == MPI_PROC_NULL, n == MPI_PROC_NULL
  call MPI_Comm_free(row, ierr); call MPI_Comm_free(cart, ierr)
  ! Strings in and out, information objects, attributes, errors.
  call MPI_Comm_dup(MPI_COMM_WORLD, comm, ierr)
  call MPI_Comm_set_name(comm, '  my own  ', ierr)
  call MPI_Comm_get_name(comm, name, n, ierr)
  if (rank == 1) print *, trim(name), n
  call MPI_Info_create(info, ierr)
  call MPI_Info_set(info, 'key', 'a value', ierr)
  text = 'untouched'
  call MPI_Info_get(info, 'other', 20, text, flag, ierr)
  if (rank == 1) print *, flag, text
  call MPI_Info_get(info, 'key', 20, text, flag, ierr)
  call MPI_Info_get_nkeys(info, n, ierr)
  if (rank == 1) print *, flag, text, n
  call MPI_Info_free(info, ierr)
  call MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, attribute, flag, ierr)
  if (rank == 1) print *, flag, attribute >= 32767
  call MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN, ierr)
  call MPI_Send(x, -1, MPI_INTEGER, 0, 0, comm, code)
  call MPI_Error_class(code, class, ierr)
  if (rank == 1) print *, class == MPI_ERR_COUNT
  ! An error of one operation: its index counts from one, too. Which communicator it is raised on differs between libraries.
  call MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN, ierr)
  call MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN, ierr)
  if (rank == 0) then
    call MPI_Send(others, 4, MPI_INTEGER, 1, 3, comm, ierr)
    call MPI_Send(others, 4, MPI_INTEGER, 1, 4, comm, ierr)
  else
    requests(1) = MPI_REQUEST_NULL
    call MPI_Irecv(values, 1, MPI_INTEGER, 0, 3, comm, requests(2), ierr)
    n = -1
    indices = -1
    call MPI_Waitsome(2, requests, n, indices, statuses, code)
    call MPI_Error_class(statuses(MPI_ERROR, 1), class, ierr)
    print *, n, indices(1), code == MPI_ERR_IN_STATUS, class == MPI_ERR_TRUNCATE
    call MPI_Irecv(values, 1, MPI_INTEGER, 0, 4, comm, requests(2), ierr)
    call MPI_Waitany(2, requests, index, status, code)
    call MPI_Error_class(code, class, ierr)
    print *, class == MPI_ERR_TRUNCATE
  end if
  call MPI_Comm_free(comm, ierr)
  ! Files.
  call MPI_File_open(MPI_COMM_WORLD, 'shared.dat ', MPI_MODE_CREATE + MPI_MODE_RDWR + MPI_MODE_DELETE_ON_CLOSE, MPI_INFO_NULL, fh, ierr)
  offset = rank * 32
  call MPI_File_write_at_all(fh, offset, x, 4, MPI_DOUBLE_PRECISION, status, ierr)
  call MPI_File_sync(fh, ierr)
  call MPI_Barrier(MPI_COMM_WORLD, ierr)
  call MPI_File_get_size(fh, offset, ierr)
  offset = offset - 8
  y = 0
  call MPI_File_read_at(fh, offset, y, 1, MPI_DOUBLE_PRECISION, status, ierr)
  if (rank == 0) print *, offset, y(1)
  call MPI_File_close(fh, ierr)
  flag = MPI_Wtime() >= started .and. MPI_Wtick() > 0
  call MPI_Initialized(periods(1), ierr)
  if (rank == 0) print *, flag, periods(1)
  call MPI_Finalize(ierr)
end program
subroutine add_up(in, inout, length, type)
  implicit none
  integer :: length, type
  real(8) :: in(length), inout(length)
  inout = inout + in * 10 * (type - type + 1)
end subroutine
