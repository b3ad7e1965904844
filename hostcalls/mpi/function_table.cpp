#include "hostcalls/mpi/function_table.h"

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/adaptors_attribute.h"
#include "hostcalls/mpi/adaptors_file.h"
#include "hostcalls/mpi/adaptors_info.h"
#include "hostcalls/mpi/adaptors_matched.h"
#include "hostcalls/mpi/adaptors_message.h"
#include "hostcalls/mpi/adaptors_pending.h"
#include "hostcalls/mpi/adaptors_topology.h"
#include "hostcalls/mpi/adaptors_vector.h"
#include "hostcalls/mpi/adaptors_window.h"
#include "hostcalls/mpi/binder.h"
#include "hostcalls/mpi/generalized_requests.h"
#include "hostcalls/mpi/legacy_functions.h"
#include "hostcalls/mpi/process_management.h"
#include "hostcalls/mpi/requests.h"
#include "hostcalls/mpi/special.h"
#include "hostcalls/mpi/tool_interface.h"

namespace wasmpi::mpi {

namespace {

constexpr FunctionRow kFunctions[] = {
#define MPI_FN(name, ...)                                                                          \
  {"MPI_" #name, &bindNative<FunctionName("MPI_" #name), &MPI_##name, __VA_ARGS__>},
#define RENAMED(name, native, ...)                                                                 \
  {"MPI_" #name, &bindNative<FunctionName("MPI_" #name), &MPI_##native, __VA_ARGS__>},
#define SPECIAL(name, function) {"MPI_" #name, &bindSpecial<FunctionName("MPI_" #name), &function>},
#define TOOL(name, parameterCount, error)                                                          \
  {"MPI_" #name,                                                                                   \
   &bindSpecial<FunctionName("MPI_" #name),                                                        \
                &ToolRefusal<ToolError::error, std::make_index_sequence<parameterCount>>::call>},
#include "hostcalls/mpi/functions.def"
#undef TOOL
#undef MPI_FN
#undef RENAMED
#undef SPECIAL
};

/// Results other than int, hence not rows.
double wtime(void*) { return MPI_Wtime(); }
double wtick(void*) { return MPI_Wtick(); }

} // namespace

std::optional<HostFunctionCode> findFunction(GuestAbi abi, std::string_view name) {
  if (abi == GuestAbi::Legacy)
    if (auto function = findLegacyFunction(name))
      return function;
  if (name.starts_with("PMPI_"))
    name.remove_prefix(1);
  if (name == "MPI_Wtime" || name == "MPI_Wtick") {
    const auto function = name == "MPI_Wtime" ? &wtime : &wtick;
    return HostFunctionCode{reinterpret_cast<const void*>(function), FunctionType{{}, {kF64}}};
  }
  for (const std::span<const FunctionRow> rows :
       {std::span<const FunctionRow>(kFunctions), laterFunctions()})
    for (const FunctionRow& row : rows)
      if (row.name == name)
        return row.describe();
  return std::nullopt;
}

} // namespace wasmpi::mpi
