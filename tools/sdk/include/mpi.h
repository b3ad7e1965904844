/*
 * mpi.h for WebAssembly guests of wasmpi: the C binding of MPI-3.1 (and the names older programs
 * use) over the MPI-5.0 standard ABI on wasm32. Usable from C and C++.
 *
 * The functions are defined in libmpi.a, which imports them from the module "mpi"; nothing here
 * depends on the MPI library the program will run over.
 */
#ifndef WASMPI_MPI_H
#define WASMPI_MPI_H

#ifndef __wasm__
#error "this mpi.h is for WebAssembly guests: compile with wasmpi-cc or wasmpi-c++"
#endif

#define MPI_VERSION 3
#define MPI_SUBVERSION 1

#include "wasmpi/mpi_types.h"

#include "wasmpi/mpi_constants.h"

#ifdef __cplusplus
extern "C" {
#endif

#include "wasmpi/mpi_communication.h"
#include "wasmpi/mpi_deprecated.h"
#include "wasmpi/mpi_files.h"
#include "wasmpi/mpi_large_counts.h"
#include "wasmpi/mpi_objects.h"
#include "wasmpi/mpi_tools.h"
#include "wasmpi/mpi_version4.h"
#include "wasmpi/mpi_windows.h"

#include "wasmpi/pmpi_functions.h" /* written by the SDK's build from those above */

MPI_Copy_function MPI_DUP_FN;
MPI_Comm_copy_attr_function MPI_COMM_DUP_FN;
MPI_Type_copy_attr_function MPI_TYPE_DUP_FN;
MPI_Win_copy_attr_function MPI_WIN_DUP_FN;

#ifdef __cplusplus
}
#endif

#endif /* WASMPI_MPI_H */
