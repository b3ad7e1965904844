// The adaptor for nonblocking collectives (MPI-3.1 5.12).
#pragma once

#include <memory>
#include <new>

#include "hostcalls/mpi/adaptors_vector.h"
#include "hostcalls/mpi/requests.h"

namespace wasmpi::mpi {

template <class Message>
concept IsReduction = requires(const Message message) {
  message.buffers();
};

/// The arguments of a collective, then its request. The library may read arrays until the operation
/// is complete, so the copies live as long as that; and so does the datatype that a callback is
/// given.
template <class Message> struct Pending {
  using Guest =
      typename detail::Concatenated<typename Message::Guest, Parameters<uint32_t>>::Result;

  template <class... Arguments> bool decode(Call call, Arguments... arguments) {
    constexpr size_t kMessageLength = sizeof...(Arguments) - 1;
    const std::tuple all(arguments...);
    kept_.reset(new (std::nothrow) Kept);
    if (!kept_)
      return call.failOutOfHostMemory(sizeof(Kept));
    return detail::decodeFrom<0>(kept_->message, call, all,
                                 std::make_index_sequence<kMessageLength>{}) &&
           request_.decode(call, std::get<kMessageLength>(all));
  }
  auto host() { return std::tuple_cat(kept_->message.host(), request_.host()); }
  void commit(Call call, int code) {
    if (code != MPI_SUCCESS)
      return;
    if constexpr (IsReduction<Message>)
      kept_->message.buffers().hold(call.context);
    request_.store(call, std::move(kept_));
  }
  MPI_Comm errorComm() const { return kept_ ? kept_->message.errorComm() : MPI_COMM_NULL; }

private:
  struct Kept final : PendingOperation {
    Message message;
    void complete(MpiContext& context) override {
      if constexpr (IsReduction<Message>)
        message.buffers().release(context);
    }
  };

  std::unique_ptr<Kept> kept_;
  NewCollectiveRequest request_;
};

} // namespace wasmpi::mpi
