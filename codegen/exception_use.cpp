#include "codegen/exception_use.h"

#include "frontend/local_types.h"
#include "frontend/opcodes.h"

namespace wasmpi {
namespace {

/// Looks for what throws or catches without naming a tag.
struct ExceptionSearch {
  bool isFound = false;

  template <Opcode op> void visit(const ImmediateOf<op>&) {
    if constexpr (op == Opcode::TryTable || op == Opcode::ThrowRef || op == Opcode::Try)
      isFound = true;
  }
};

} // namespace

bool usesExceptions(const Module& module) {
  if (!module.tags.empty())
    return true;
  ExceptionSearch search;
  LocalTypes locals;
  for (const FunctionBody& body : module.bodies) {
    ByteReader reader(body.bytes, body.offset);
    locals.decode(reader, {});
    while (!reader.atEnd() && !search.isFound)
      decodeInstruction(reader, search);
  }
  return search.isFound;
}

} // namespace wasmpi
