// What several processes compile of one module together, in a form that can be sent: relocatables with the numbers of their partitions.
//
// Shares are read by the same build of the compiler that wrote them, on a machine of the same kind; their framing is checked all the same,
// since a network lies between.
#pragma once

#include <span>
#include <vector>

#include "codegen/pipeline.h"
#include "frontend/error.h"

namespace wasmpi {

/// Appends one partition's relocatable.
void appendToShare(ObjectBytes& share, size_t partition, const ObjectBytes& object);

/// The relocatables of all partitions in order. Fails if a share is damaged, or if one partition is not there exactly once.
Expected<std::vector<ObjectBytes>> joinShares(std::span<const std::span<const char>> shares,
                                              size_t partitionCount);

} // namespace wasmpi
