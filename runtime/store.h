// What the instances of one Engine share (the store of Core 4.2.3). Things are only added, and live until the Engine ends, since
// references to them may be anywhere.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "frontend/module.h"
#include "runtime/code_image.h"
#include "runtime/exceptions.h"
#include "runtime/guest_regions.h"
#include "runtime/instance.h"
#include "runtime/linear_memory.h"
#include "runtime/table.h"
#include "frontend/type_registry.h"

namespace wasmpi {

struct Store {
  LinearMemoryOptions memoryOptions;
  // Before the memories and tables, which give back to them.
  MemoryBudget memoryBudget;
  TableBudget tableBudget;
  TypeRegistry types;
  GuestRegions regions;
  /// By canonical type id; null where no loaded module has a thunk for the type.
  std::vector<EntryThunk> entryThunks;
  std::vector<std::unique_ptr<LinearMemory>> memories;
  std::vector<std::unique_ptr<Table>> tables;
  std::vector<std::unique_ptr<TagInstance>> tags;
  std::vector<std::unique_ptr<Instance>> instances;
  ExceptionHeap exceptions;

  /// Makes the entry thunks of an image usable for functions of their types, whoever defines those.
  /// `typeIds`: of the module's types.
  void addThunks(std::span<const uint32_t> typeIds, const CodeImage& image) {
    for (uint32_t index = 0; index < typeIds.size(); ++index) {
      const uint32_t id = typeIds[index];
      if (entryThunks.size() <= id)
        entryThunks.resize(id + 1, nullptr);
      if (EntryThunk thunk = image.entryThunk(index))
        entryThunks[id] = thunk;
    }
  }
};

} // namespace wasmpi
