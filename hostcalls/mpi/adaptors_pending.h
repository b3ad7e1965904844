// The adaptors for nonblocking collectives (MPI-3.1 5.12) and persistent ones (MPI-4.0 6.13).
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

/// The arguments of a collective, hints that are one parameter each, then its request. The library
/// may read arrays until the operation is complete, so the copies live as long as that; and so does
/// the datatype that a callback is given.
template <class Message, RequestSort sort, class... Hints> struct KeptCollective {
  using Guest = typename detail::Concatenated<typename Message::Guest, typename Hints::Guest...,
                                              Parameters<uint32_t>>::Result;

  template <class... Arguments> bool decode(Call call, Arguments... arguments) {
    const std::tuple all(arguments...);
    kept_.reset(new (std::nothrow) Kept);
    if (!kept_)
      return call.failOutOfHostMemory(sizeof(Kept));
    return detail::decodeFrom<0>(kept_->message, call, all,
                                 std::make_index_sequence<kMessageLength>{}) &&
           decodeHints(call, all, std::index_sequence_for<Hints...>{}) &&
           request_.decode(call, std::get<sizeof...(Arguments) - 1>(all));
  }
  auto host() {
    return std::apply(
        [&](auto&... hint) {
          return std::tuple_cat(kept_->message.host(), hint.host()..., request_.host());
        },
        hints_);
  }
  void commit(Call call, int code) {
    if (code != MPI_SUCCESS)
      return;
    if constexpr (IsReduction<Message>)
      kept_->message.buffers().hold(call.context);
    request_.store(call, std::move(kept_));
  }
  MPI_Comm errorComm() const { return kept_ ? kept_->message.errorComm() : MPI_COMM_NULL; }

private:
  static constexpr size_t kMessageLength = detail::kLength<typename Message::Guest>;

  template <class Arguments, size_t... indices>
  bool decodeHints([[maybe_unused]] Call call, [[maybe_unused]] const Arguments& all,
                   std::index_sequence<indices...>) {
    return (std::get<indices>(hints_).decode(call, std::get<kMessageLength + indices>(all)) && ...);
  }

  struct Kept final : PendingOperation {
    Message message;
    void complete(MpiContext& context) override {
      if constexpr (IsReduction<Message>)
        message.buffers().release(context);
    }
  };

  std::unique_ptr<Kept> kept_;
  std::tuple<Hints...> hints_;
  StoredRequest<sort> request_;
};

template <class Message> using Pending = KeptCollective<Message, RequestSort::Collective>;
/// Complete when the guest has freed it.
template <class Message>
using Persistent = KeptCollective<Message, RequestSort::PersistentCollective, In<Info>>;

} // namespace wasmpi::mpi
