/*
 * Functions of MPI-4.0. MPI_VERSION stays that of the version that is there as a whole: where the
 * host's library does not have one of these, it returns MPI_ERR_UNSUPPORTED_OPERATION.
 * Included by mpi.h only.
 */
#pragma once

/* Point-to-point (MPI-4.0 3.9) */
int MPI_Isendrecv(const void *sendbuf, int sendcount, MPI_Datatype sendtype, int dest, int sendtag,
                  void *recvbuf, int recvcount, MPI_Datatype recvtype, int source, int recvtag,
                  MPI_Comm comm, MPI_Request *request);
int MPI_Isendrecv_replace(void *buf, int count, MPI_Datatype datatype, int dest, int sendtag,
                          int source, int recvtag, MPI_Comm comm, MPI_Request *request);
