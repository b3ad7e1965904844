// Tables of functions whose contents are known when the module is compiled: nothing writes them
// once their active segments have been copied. A call through one need not look into the instance's
// table.
//
// A table is static if this module defines it, no instruction writes it, all its segments have
// literal offsets and items, and nobody else can write it. A module that imports a table has none:
// a failed instantiation may have left functions there that run before all segments were copied.
// Works on a validated module; free of LLVM.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "frontend/module.h"

namespace wasmpi {

class StaticTables {
public:
  static constexpr uint32_t kNull = UINT32_MAX;
  /// Of all of them: more than any program's table of functions has, few enough for an image.
  static constexpr uint64_t kMaxElements = 1 << 16;

  struct Table {
    /// Of each element, the function or kNull.
    std::vector<uint32_t> functions;
    /// Of each element, the id of its function's type or kNull; see typeId.
    std::vector<uint32_t> typeIds;
    /// The types some imported function in it has.
    std::set<uint32_t> importedTypeIds;
  };

  /// `tablesArePrivate` is CompileOptions'; if false, an exported table is not static.
  StaticTables(const Module& module, bool tablesArePrivate);

  /// The table if it is static and all its functions of the type are the module's own, else null:
  /// an imported function has another context.
  const Table* forCalls(uint32_t tableIndex, uint32_t typeIndex) const;
  /// Equal types of the module, equal ids; for comparisons within the module only.
  uint32_t typeId(uint32_t typeIndex) const { return typeIds_[typeIndex]; }
  /// Only those that are called through, by index.
  const std::map<uint32_t, Table>& tables() const { return tables_; }

private:
  void declareCandidates(const Module& module, bool tablesArePrivate);
  void findTypes(const Module& module, Table& table) const;

  std::vector<uint32_t> typeIds_;
  std::map<uint32_t, Table> tables_;
};

} // namespace wasmpi
