// The native MPI library's C interface, the one a plugin is compiled against. Every file here
// includes it through this one, so that none drags in the C++ bindings of older libraries.
#pragma once

#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#define OMPI_OMIT_MPI1_COMPAT_DECLS 1

#include <mpi.h>
