// The rows of functions_mpi4.def: a table of its own, since it takes long to compile.
#include "hostcalls/mpi/function_table.h"

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_message.h"
#include "hostcalls/mpi/adaptors_partitioned.h"
#include "hostcalls/mpi/adaptors_pending.h"
#include "hostcalls/mpi/adaptors_topology.h"
#include "hostcalls/mpi/optional_function.h"
#include "hostcalls/mpi/requests.h"
#include "hostcalls/mpi/special.h"

namespace wasmpi::mpi::undeclared {

#define OPTIONAL(name, ...) int MPI_##name(UndeclaredArgument*);
#define SPECIAL(...)
#include "hostcalls/mpi/functions_mpi4.def"
#undef OPTIONAL
#undef SPECIAL

} // namespace wasmpi::mpi::undeclared

// At the global scope, where <mpi.h> declares its functions: each name has both then.
using namespace wasmpi::mpi::undeclared; // NOLINT(google-build-using-namespace)

namespace wasmpi::mpi {

namespace {

constexpr FunctionRow kFunctions[] = {
#define OPTIONAL(name, ...)                                                                        \
  {"MPI_" #name, &bindOptional<FunctionName("MPI_" #name),                                         \
                               []<class Pointer>(std::type_identity<Pointer>) {                    \
                                 if constexpr (requires { static_cast<Pointer>(&MPI_##name); })    \
                                   return detail::Declared<static_cast<Pointer>(&MPI_##name)>{};   \
                                 else                                                              \
                                   return detail::Undeclared{};                                    \
                               },                                                                  \
                               __VA_ARGS__>},
#define SPECIAL(name, function) {"MPI_" #name, &bindSpecial<FunctionName("MPI_" #name), &function>},
#include "hostcalls/mpi/functions_mpi4.def"
#undef OPTIONAL
#undef SPECIAL
};

} // namespace

std::span<const FunctionRow> laterFunctions() { return kFunctions; }

} // namespace wasmpi::mpi
