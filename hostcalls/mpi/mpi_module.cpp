#include "hostcalls/mpi/mpi_module.h"

#include "hostcalls/mpi/function_table.h"

namespace wasmpi::mpi {

std::optional<HostModule::Binding> MpiModule::find(std::string_view module, std::string_view name) {
  const bool isStandard = module == "mpi";
  if (!isStandard && module != "env")
    return std::nullopt;
  const GuestAbi abi = isStandard ? GuestAbi::Standard : GuestAbi::Legacy;
  if (context_ && context_->constants().abi() != abi)
    return std::nullopt;
  auto function = findFunction(abi, name);
  if (!function)
    return std::nullopt;
  if (!context_)
    context_ = std::make_unique<MpiContext>(services_, start_, abi);
  return Binding{std::move(*function), context_.get()};
}

void MpiModule::attach(Instance& instance) {
  if (context_)
    context_->attach(instance);
}

bool MpiModule::isActive() const {
  int isInitialized = 0, isFinalized = 0;
  MPI_Initialized(&isInitialized);
  MPI_Finalized(&isFinalized);
  return isInitialized && !isFinalized;
}

std::optional<int> MpiModule::rank() const {
  int rank = 0;
  if (!isActive() || MPI_Comm_rank(MPI_COMM_WORLD, &rank) != MPI_SUCCESS)
    return std::nullopt;
  return rank;
}

void MpiModule::abort(int code) {
  if (context_)
    context_->openFiles().forgetAll();
  if (isActive())
    MPI_Abort(MPI_COMM_WORLD, code);
}

Expected<void> MpiModule::startJob(bool takesThreadLevel) {
  // As much as init and initThread ever ask for (special_init.cpp).
  const auto level = takesThreadLevel ? std::optional<int>(MPI_THREAD_SERIALIZED) : std::nullopt;
  const auto code = start_.start(level);
  if (!code)
    return tl::unexpected(code.error());
  if (*code != MPI_SUCCESS)
    return failure("MPI_Init has failed");
  return {};
}

void MpiModule::endJob(int status) {
  if (start_.isGuestStarted())
    return; // it finalises MPI itself
  // A guest that fails is none that others wait for, unless it has ended all of its sessions.
  const bool hasEndedSessions =
      context_ && context_->isReady() && !context_->table<Session>().hasDynamic();
  if (status != 0 && !hasEndedSessions)
    return;
  // Others may be waiting for this rank to meet them.
  if (start_.start(std::nullopt) == MPI_SUCCESS)
    MPI_Finalize();
}

namespace {

MpiHostModule* createModule(const PluginServices& services) {
  if (services.version != kPluginVersion || services.byteSize != sizeof(PluginServices))
    return nullptr;
  return new MpiModule(services);
}

} // namespace

} // namespace wasmpi::mpi

/// The plugin's one symbol (plugin_abi.h).
extern "C" __attribute__((visibility("default"))) wasmpi::mpi::MpiHostModule*
wasmpiMpiPlugin(const wasmpi::mpi::PluginServices* services) {
  return wasmpi::mpi::createModule(*services);
}
