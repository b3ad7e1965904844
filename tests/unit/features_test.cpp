// FeatureSet: names, defaults, and the refusal of what is off wherever it is read.
#include "frontend/features.h"

#include <string>

#include <catch2/catch.hpp>

#include "frontend/parser.h"
#include "frontend/validator.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;
using test::section;
using test::vec;

/// What is wrong with a module under `features`; empty if nothing is.
std::string faultOf(const Bytes& bytes, std::string_view features) {
  const Expected<Module> parsed = parseModule(bytes, *FeatureSet::parse(features));
  if (!parsed)
    return parsed.error().text();
  const Expected<void> valid = validateModule(*parsed);
  return valid ? "" : valid.error().text();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The module is fine by default, and refused by the feature's name without it.
void checkNeeds(const Bytes& bytes, const std::string& feature, const std::string& what) {
  INFO(feature << ": " << what);
  CHECK(faultOf(bytes, "") == "");
  const std::string expected = "feature " + feature + " is off (" + what + "); --features=+" +
                               feature + " turns it on (at offset 0x";
  const std::string fault = faultOf(bytes, "-" + feature);
  INFO(fault);
  CHECK(fault.starts_with(expected));
}

const Bytes kNoParameters = test::functionType({}, {});

} // namespace

TEST_CASE("FeatureSet: everything standard is on by default") {
  for (const FeatureRow& row : featureRows())
    if (row.level != "proposal" && row.level != "legacy")
      CHECK(FeatureSet().contains(row.feature));
  CHECK(FeatureSet::parse("") == FeatureSet());
}

TEST_CASE("FeatureSet: names are switched on and off in their order") {
  const FeatureSet set = *FeatureSet::parse("-multi-value,-sign-ext,+sign-ext");
  CHECK_FALSE(set.contains(Feature::MultiValue));
  CHECK(set.contains(Feature::SignExtension));
  CHECK(FeatureSet::parse("bulk-memory") == FeatureSet());
  CHECK(FeatureSet::fromBits(set.bits()) == set);
  CHECK(FeatureSet::all().contains(Feature::MultiValue));
}

TEST_CASE("FeatureSet: the error for an unknown name lists the known ones") {
  const auto set = FeatureSet::parse("+multi-value,+warp\x1b");
  REQUIRE_FALSE(set);
  CHECK(contains(set.error().message, "unknown feature \"warp\\x1b\"; there are mvp, sign-ext, "));
  CHECK_FALSE(FeatureSet::parse("-mvp"));
  CHECK_FALSE(FeatureSet::parse("+"));
  CHECK_FALSE(FeatureSet::parse(",multi-value"));
}

TEST_CASE("FeatureSet: an instruction that is off is named with its offset") {
  checkNeeds(test::oneFunction(kNoParameters, {0x41, 0x00, 0xC0, 0x1A}), "sign-ext",
             "instruction i32.extend8_s");
  checkNeeds(test::oneFunction(kNoParameters, {0x43, 0, 0, 0, 0, 0xFC, 0x00, 0x1A}), "sat-float",
             "instruction i32.trunc_sat_f32_s");
}

TEST_CASE("FeatureSet: types, sections and segments are refused where they are read") {
  checkNeeds(test::module({section(1, vec({test::functionType({}, {0x7F, 0x7F})}))}), "multi-value",
             "function type with several results");
  checkNeeds(test::oneFunction(kNoParameters, {0x02, 0x00, 0x0B}), "multi-value",
             "block type by index");
  checkNeeds(test::module({section(1, vec({test::functionType({0x6F}, {})}))}), "reference-types",
             "externref");
  checkNeeds(test::module({section(4, vec({{0x70, 0x00, 0x01}, {0x70, 0x00, 0x01}}))}),
             "reference-types", "several tables");
  checkNeeds(test::module({section(12, {0x00}), section(11, vec({}))}), "bulk-memory",
             "data count section");
  checkNeeds(test::module({section(11, vec({{0x01, 0x00}}))}), "bulk-memory",
             "data segment other than MVP's");
  checkNeeds(test::module({section(9, vec({{0x01, 0x00, 0x00}}))}), "bulk-memory",
             "element segment other than MVP's");
  checkNeeds(test::module({section(6, vec({{0x7F, 0x01, 0x41, 0x00, 0x0B}})),
                           section(7, vec({test::name("g") + Bytes{0x03, 0x00}}))}),
             "mutable-global", "export of a mutable global");
  checkNeeds(test::module(
                 {section(2, vec({test::name("m") + test::name("g") + Bytes{0x03, 0x7F, 0x01}}))}),
             "mutable-global", "import of a mutable global");
}

TEST_CASE("FeatureSet: tail calls, typed references and extended constants can be off") {
  checkNeeds(test::oneFunction(kNoParameters, {0x12, 0x00}), "tail-call",
             "instruction return_call");
  checkNeeds(test::oneFunction(kNoParameters, {0x00, 0xD4, 0x1A}), "function-references",
             "instruction ref.as_non_null");
  checkNeeds(test::module({section(1, vec({Bytes{0x60, 0x01, 0x63, 0x70, 0x00}}))}),
             "function-references", "reference type with a heap type");
  checkNeeds(test::module({section(6, vec({{0x7F, 0x00, 0x41, 1, 0x41, 2, 0x6A, 0x0B}}))}),
             "extended-const", "i32.add");
}

TEST_CASE("FeatureSet: memories and tables beyond the MVP's are refused where they are read") {
  const auto memories = [](const Bytes& content) { return test::module({section(5, content)}); };
  checkNeeds(memories(vec({{0x04, 0x01}})), "memory64", "64-bit limits");
  checkNeeds(test::module({section(4, vec({{0x70, 0x04, 0x01}}))}), "memory64", "64-bit limits");
  checkNeeds(memories(vec({{0x03, 0x01, 0x01}})), "threads", "shared memory");
  checkNeeds(memories(vec({{0x08, 0x01, 0x00}})), "custom-page-sizes", "page size");
  checkNeeds(memories(vec({{0x00, 0x01}, {0x00, 0x01}})), "multi-memory", "several memories");
}

TEST_CASE("FeatureSet: a constant expression is held against it as well") {
  checkNeeds(test::module({section(1, vec({kNoParameters})), section(3, vec({{0x00}})),
                           section(9, vec({{0x05, 0x70, 0x01, 0xD2, 0x00, 0x0B}})),
                           section(10, vec({test::body({0x0B})}))}),
             "reference-types", "instruction ref.func");
}

} // namespace wasmpi
