// Copies of array arguments: on the stack if they are short, as nearly all are.
#pragma once

#include <cstdint>
#include <cstring>
#include <new>

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

template <class T, size_t inlineCount = 32> class ArgumentArray {
public:
  ArgumentArray() = default;
  ArgumentArray(const ArgumentArray&) = delete;
  ArgumentArray& operator=(const ArgumentArray&) = delete;
  ~ArgumentArray() {
    if (data_ != inline_) [[unlikely]]
      delete[] data_;
  }

  /// Room for `count` elements, uninitialised, asked for once; a count below zero is one of zero.
  /// False, having failed the call, if the host has no such memory.
  bool allocate(Call call, int64_t count) {
    count_ = count > 0 ? static_cast<size_t>(count) : 0;
    if (count_ <= inlineCount) [[likely]]
      return true;
    T* const data = new (std::nothrow) T[count_];
    if (data == nullptr)
      return call.failOutOfHostMemory(count_ * sizeof(T));
    data_ = data;
    return true;
  }

  /// Allocates and copies `count` elements from guest memory, checked.
  bool copyIn(Call call, const char* what, uint32_t address, int64_t count) {
    if (count <= 0)
      return true;
    if (!checkGuestArray(call, what, address, count, sizeof(T)) || !allocate(call, count))
      return false;
    std::memcpy(data(), call.context.memory().base() + address, count_ * sizeof(T));
    return true;
  }
  /// Copies back to where copyIn has checked.
  void copyOut(Call call, uint32_t address) const {
    if (count_ > 0)
      std::memcpy(call.context.memory().base() + address, data(), count_ * sizeof(T));
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t count() const { return count_; }
  T& operator[](size_t index) { return data()[index]; }
  const T& operator[](size_t index) const { return data()[index]; }

  /// Whether a guest array of `count` elements lies in memory; a null one of some elements is
  /// MPI_ERR_ARG, as natively.
  static bool checkGuestArray(Call call, const char* what, uint32_t address, int64_t count,
                              uint64_t elementByteSize) {
    if (count <= 0)
      return true;
    if (address == 0) [[unlikely]]
      return call.failWithError(MPI_ERR_ARG);
    const uint64_t byteCount = static_cast<uint64_t>(count) * elementByteSize;
    if (!call.context.memory().contains(address, byteCount)) [[unlikely]]
      return call.failOutOfBounds(what, address, byteCount);
    return true;
  }

private:
  size_t count_ = 0;
  T* data_ = inline_;
  T inline_[inlineCount];
};

} // namespace wasmpi::mpi
