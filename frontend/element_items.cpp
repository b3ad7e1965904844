// One walk over the items to check them, the same walk again for whoever needs them.
#include "frontend/element_items.h"

namespace wasmpi {

ElementItems ElementItems::decode(ByteReader& reader, uint32_t count, Form form) {
  ElementItems items;
  items.moduleOffset_ = reader.offset();
  items.count_ = count;
  items.form_ = form;
  ByteReader begin = reader;
  ConstExpr item;
  for (uint32_t i = 0; i < count; ++i)
    items.next(reader, item);
  items.bytes_ = begin.bytes(reader.offset() - begin.offset(), "element items");
  return items;
}

void ElementItems::next(ByteReader& reader, ConstExpr& item) const {
  if (form_ == Form::Expressions) {
    item = ConstExpr::decode(reader);
    return;
  }
  // A module is at most kMaxModuleByteSize long, so offsets fit in 32 bits.
  const auto offset = static_cast<uint32_t>(reader.offset());
  item.instructions.assign(1, {Opcode::RefFunc, reader.u32("function index"), offset});
}

} // namespace wasmpi
