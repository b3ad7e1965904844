// The immediates that follow an opcode (Core 5.4), one small struct each, named in the column of opcodes.def.
//
// `decode` reads one from a function body. It checks the encoding only; what an index refers to is the validator's business.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "frontend/byte_reader.h"
#include "frontend/types.h"

namespace wasmpi::immediates {

struct None {
  static None decode(ByteReader&) { return {}; }
};

template <class Tag> struct Index {
  uint32_t value;
  static Index decode(ByteReader& reader) { return {reader.u32(Tag::kName)}; }
};
struct LocalTag { static constexpr const char* kName = "local index"; };
struct GlobalTag { static constexpr const char* kName = "global index"; };
struct FunctionTag { static constexpr const char* kName = "function index"; };
struct TableTag { static constexpr const char* kName = "table index"; };
struct MemoryTag { static constexpr const char* kName = "memory index"; };
struct DataTag { static constexpr const char* kName = "data index"; };
struct TypeTag { static constexpr const char* kName = "type index"; };
struct ElementTag { static constexpr const char* kName = "element index"; };
struct ExceptionTagTag { static constexpr const char* kName = "tag index"; };
struct LabelTag { static constexpr const char* kName = "label index"; };
using LocalIndex = Index<LocalTag>;
using GlobalIndex = Index<GlobalTag>;
using FunctionIndex = Index<FunctionTag>;
using TableIndex = Index<TableTag>;
using MemoryIndex = Index<MemoryTag>;
using DataIndex = Index<DataTag>;
using ElementIndex = Index<ElementTag>;
using TypeIndex = Index<TypeTag>;
using TagIndex = Index<ExceptionTagTag>;
using LabelIndex = Index<LabelTag>;

/// Empty, one result, or the index of a function type.
struct BlockType {
  enum class Form : uint8_t { Empty, Value, TypeIndex } form;
  ValueType value;
  uint32_t typeIndex;
  static BlockType decode(ByteReader& reader);
};

/// Targets of br_table; the last one is the default.
struct LabelTable {
  std::vector<uint32_t> labels;
  static LabelTable decode(ByteReader& reader);
};

/// A clause of try_table: where an exception of that tag, or any, goes, with its values and perhaps
/// a reference to it.
struct CatchClause {
  enum class Kind : uint8_t { Catch = 0, CatchRef = 1, CatchAll = 2, CatchAllRef = 3 } kind;
  uint32_t tagIndex;
  uint32_t label;

  bool hasTag() const { return kind == Kind::Catch || kind == Kind::CatchRef; }
  bool hasReference() const { return kind == Kind::CatchRef || kind == Kind::CatchAllRef; }
};

struct TryTable {
  BlockType type;
  std::vector<CatchClause> clauses;
  static TryTable decode(ByteReader& reader);
};

struct CallIndirect {
  uint32_t typeIndex;
  uint32_t tableIndex;
  static CallIndirect decode(ByteReader& reader);
};

struct SelectTypes {
  std::vector<ValueType> types;
  static SelectTypes decode(ByteReader& reader);
};

/// `offset` is 64 bits wide for memory64; a 32-bit memory's validator refuses more than 32 bits.
struct MemArg {
  uint32_t alignLog2;
  uint32_t memoryIndex;
  uint64_t offset;
  static MemArg decode(ByteReader& reader);
};

/// The byte after atomic.fence, kept for memory orders to come.
struct ZeroByte {
  static ZeroByte decode(ByteReader& reader);
};

struct MemoryInit {
  uint32_t dataIndex;
  uint32_t memoryIndex;
  static MemoryInit decode(ByteReader& reader);
};
struct MemoryCopy {
  uint32_t destination;
  uint32_t source;
  static MemoryCopy decode(ByteReader& reader);
};
struct TableInit {
  uint32_t elementIndex;
  uint32_t tableIndex;
  static TableInit decode(ByteReader& reader);
};
struct TableCopy {
  uint32_t destination;
  uint32_t source;
  static TableCopy decode(ByteReader& reader);
};

/// The heap type of ref.null.
struct NullType {
  HeapType heap;
  static NullType decode(ByteReader& reader);
};

/// A lane of a vector of `count` lanes; below `count` once validated. Likewise the lanes of the next two.
template <unsigned count> struct Lane {
  static constexpr unsigned kLaneCount = count;
  uint8_t lane;
  static Lane decode(ByteReader& reader) { return {reader.byte("lane index")}; }
};

/// A memory argument and the lane to load or store.
template <unsigned count> struct MemArgLane : MemArg {
  static constexpr unsigned kLaneCount = count;
  uint8_t lane;
  static MemArgLane decode(ByteReader& reader) {
    const MemArg access = MemArg::decode(reader);
    return {access, reader.byte("lane index")};
  }
};

/// Where each byte of a shuffle's result comes from: of the 32 bytes of its two operands.
struct ShuffleLanes {
  static constexpr unsigned kLaneCount = 32;
  std::array<uint8_t, 16> lanes;
  static ShuffleLanes decode(ByteReader& reader);
};

struct I32Literal {
  int32_t value;
  static I32Literal decode(ByteReader& reader) { return {reader.s32("i32 literal")}; }
};
struct I64Literal {
  int64_t value;
  static I64Literal decode(ByteReader& reader) { return {reader.s64("i64 literal")}; }
};
struct F32Literal {
  uint32_t bits;
  static F32Literal decode(ByteReader& reader) { return {reader.fixed32("f32 literal")}; }
};
struct F64Literal {
  uint64_t bits;
  static F64Literal decode(ByteReader& reader) { return {reader.fixed64("f64 literal")}; }
};
/// `low` holds bytes 0 to 7.
struct V128Literal {
  uint64_t low;
  uint64_t high;
  static V128Literal decode(ByteReader& reader) {
    const uint64_t low = reader.fixed64("v128 literal");
    return {low, reader.fixed64("v128 literal")};
  }
};

} // namespace wasmpi::immediates

namespace wasmpi {
/// Reads a value type (Core 5.3.4).
ValueType decodeValueType(ByteReader& reader);
/// Reads a heap type (Core 5.3.2).
HeapType decodeHeapType(ByteReader& reader);
/// Reads a reference type (Core 5.3.3).
ValueType decodeReferenceType(ByteReader& reader);
} // namespace wasmpi
