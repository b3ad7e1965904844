// ByteReader: LEB128 at its limits, names, and offsets in faults.
#include "frontend/byte_reader.h"

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "frontend/error.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;

std::optional<Error> faultOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const FormatError& fault) {
    return fault.error;
  }
  return std::nullopt;
}

bool startsWith(const std::optional<Error>& error, const std::string& prefix) {
  return error && error->message.rfind(prefix, 0) == 0;
}

} // namespace

TEST_CASE("ByteReader: unsigned LEB128 reads the largest values and padded ones") {
  const Bytes largest32{0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  CHECK(ByteReader(largest32).u32("x") == std::numeric_limits<uint32_t>::max());
  const Bytes padded{0x83, 0x80, 0x80, 0x80, 0x00};
  CHECK(ByteReader(padded).u32("x") == 3);
  const Bytes largest64{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01};
  CHECK(ByteReader(largest64).u64("x") == std::numeric_limits<uint64_t>::max());
}

TEST_CASE("ByteReader: signed LEB128 extends the sign") {
  const Bytes minusOne{0x7F};
  CHECK(ByteReader(minusOne).s32("x") == -1);
  CHECK(ByteReader(minusOne).s64("x") == -1);
  CHECK(ByteReader(minusOne).s33("x") == -1);
  const Bytes smallest32{0x80, 0x80, 0x80, 0x80, 0x78};
  CHECK(ByteReader(smallest32).s32("x") == std::numeric_limits<int32_t>::min());
  const Bytes smallest64{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F};
  CHECK(ByteReader(smallest64).s64("x") == std::numeric_limits<int64_t>::min());
  const Bytes largest33{0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  CHECK(ByteReader(largest33).s33("x") == int64_t{0xFFFFFFFF});
  const Bytes padded{0xFF, 0xFF, 0xFF, 0xFF, 0x7F};
  CHECK(ByteReader(padded).s32("x") == -1);
  CHECK(ByteReader(padded).s33("x") == -1);
}

TEST_CASE("ByteReader: LEB128 that is too long or has stray bits is refused where it begins") {
  const Bytes tooLong{0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
  const auto longFault = faultOf([&] { ByteReader(tooLong, 100).u32("x"); });
  CHECK(startsWith(longFault, "integer representation too long"));
  CHECK(longFault->offset == 100);
  const Bytes stray{0x80, 0x80, 0x80, 0x80, 0x10};
  CHECK(startsWith(faultOf([&] { ByteReader(stray).u32("x"); }), "integer too large"));
  const Bytes halfSign{0x80, 0x80, 0x80, 0x80, 0x08};
  CHECK(startsWith(faultOf([&] { ByteReader(halfSign).s32("x"); }), "integer too large"));
  const Bytes stray64{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02};
  CHECK(startsWith(faultOf([&] { ByteReader(stray64).u64("x"); }), "integer too large"));
}

TEST_CASE("ByteReader: reading beyond the end is a fault with the offset in the module") {
  const Bytes unfinished{0x80, 0x80};
  const auto fault = faultOf([&] { ByteReader(unfinished, 10).u32("count"); });
  CHECK(startsWith(fault, "unexpected end"));
  CHECK(fault->offset == 12);
  CHECK(startsWith(faultOf([] { ByteReader({}).byte("x"); }), "unexpected end"));
  CHECK(startsWith(faultOf([] { ByteReader({}).peek("x"); }), "unexpected end"));
  const Bytes three(3);
  CHECK(startsWith(faultOf([&] { ByteReader(three).fixed32("x"); }), "unexpected end"));
  CHECK(startsWith(faultOf([&] { ByteReader(three).bytes(SIZE_MAX, "x"); }), "unexpected end"));
}

TEST_CASE(
    "ByteReader: a section's reader counts offsets from the module's start and stays inside") {
  const Bytes bytes{1, 2, 3, 4, 5};
  ByteReader reader(bytes, 20);
  reader.byte("x");
  ByteReader inner = reader.section(2, "section");
  CHECK(inner.offset() == 21);
  CHECK(inner.remaining() == 2);
  CHECK(reader.offset() == 23);
  inner.bytes(2, "x");
  CHECK(inner.atEnd());
  CHECK(faultOf([&] { inner.byte("x"); })->offset == 23);
}

TEST_CASE("ByteReader: floats keep their bits") {
  const Bytes bytes{0x01, 0x00, 0xA0, 0x7F, 1, 2, 3, 4, 5, 6, 7, 8};
  ByteReader reader(bytes);
  CHECK(reader.fixed32("x") == 0x7FA00001);
  CHECK(reader.fixed64("x") == 0x0807060504030201);
}

TEST_CASE("ByteReader: names are well-formed UTF-8 and no longer than the limit") {
  const Bytes good = test::name("grüße \xF0\x9F\x98\x80");
  CHECK(ByteReader(good).name("x") == "grüße \xF0\x9F\x98\x80");
  const Bytes bad{2, 0xC0, 0x80};
  CHECK(startsWith(faultOf([&] { ByteReader(bad).name("x"); }), "malformed UTF-8 encoding"));
  const Bytes beyond = Bytes{0x05, 'a'};
  CHECK(startsWith(faultOf([&] { ByteReader(beyond).name("x"); }), "unexpected end"));
  const Bytes tooLong = test::name(std::string(100'001, 'a'));
  CHECK(startsWith(faultOf([&] { ByteReader(tooLong).name("export name"); }),
                   "export name is too long"));
}

TEST_CASE("isUtf8: overlong forms, surrogates, and code points beyond U+10FFFF are refused") {
  CHECK(isUtf8(""));
  CHECK(isUtf8(std::string_view("a\0b", 3)));
  CHECK(isUtf8("\xED\x9F\xBF"));
  CHECK(isUtf8("\xF4\x8F\xBF\xBF"));
  const std::vector<std::string> malformed{"\x80",
                                           "\xC1\xBF",
                                           "\xE0\x9F\xBF",
                                           "\xED\xA0\x80",
                                           "\xF0\x8F\xBF\xBF",
                                           "\xF4\x90\x80\x80",
                                           "\xF5\x80\x80\x80",
                                           "\xE2\x82",
                                           "\xC3",
                                           "\xC3(",
                                           "\xE2(\xA1",
                                           "\xFF"};
  for (const std::string& text : malformed)
    CHECK_FALSE(isUtf8(text));
}

TEST_CASE("printable: control characters are escaped and long text is cut between characters") {
  CHECK(printable("a\x1b[31m\x7f") == "a\\x1b[31m\\x7f");
  CHECK(printable("\xC2\x9B") == "\\xc2\\x9b");
  CHECK(printable("\xFF!") == "\\xff!");
  CHECK(printable("grüße") == "grüße");
  CHECK(printable("aü", 2) == "a...");
  CHECK(printable("abc", 3) == "abc");
}

} // namespace wasmpi
