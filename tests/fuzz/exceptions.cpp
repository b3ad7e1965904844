// Throwing and catching, in the standard encoding and the older one.
#include "function_generator.h"
#include "generator_depth.h"

namespace wasmpi::fuzz {

namespace {

using immediates::CatchClause;

void write(CodeWriter& code, const CatchClause& clause) {
  code.byte(static_cast<uint8_t>(clause.kind));
  if (clause.hasTag())
    code.u32(clause.tagIndex);
  code.u32(clause.label);
}

} // namespace

/// What follows cannot be reached.
void FunctionGenerator::throwSomething() {
  if (shape_.exceptions == ExceptionForm::Standard && source_.oneIn(4)) {
    code_.op(Opcode::LocalGet, exceptionLocal_);
    return code_.op(Opcode::ThrowRef);
  }
  std::vector<uint32_t> handlers;
  for (uint32_t label = 0; label < labels_.size(); ++label)
    if (labels_[labels_.size() - 1 - label].isHandler)
      handlers.push_back(label);
  if (!handlers.empty() && source_.oneIn(2))
    return code_.op(Opcode::Rethrow, handlers[source_.below(handlers.size())]);
  const uint32_t tag = anyTag();
  expressions(carriedBy(tag));
  code_.op(Opcode::Throw, tag);
}

void FunctionGenerator::tryStatement() {
  if (shape_.exceptions == ExceptionForm::Standard)
    standardTry();
  else
    legacyTry();
}

/// block { block { try_table { statements } br 1 } handler }, and clauses that go elsewhere.
void FunctionGenerator::standardTry() {
  const Kinds results = someKinds(3);
  const bool hasTag = source_.oneIn(2), hasReference = source_.oneIn(2);
  const uint32_t tag = anyTag();
  const Kinds caught = hasTag ? carriedBy(tag) : Kinds();
  FunctionType handlerType{{}, valueTypes(caught)};
  if (hasReference)
    handlerType.results.push_back(kExnRef);

  code_.op(Opcode::Block);
  blockType({}, results);
  labels_.push_back({results});
  code_.op(Opcode::Block);
  blockType(handlerType);
  labels_.push_back({.carried = caught, .isReserved = hasReference});

  using Kind = CatchClause::Kind;
  std::vector<CatchClause> clauses;
  catchElsewhere(clauses);
  clauses.push_back({hasTag ? (hasReference ? Kind::CatchRef : Kind::Catch)
                            : (hasReference ? Kind::CatchAllRef : Kind::CatchAll),
                     tag, 0});
  catchElsewhere(clauses);
  code_.op(Opcode::TryTable);
  blockType({}, results);
  code_.u32(clauses.size());
  for (const CatchClause& clause : clauses)
    write(code_, clause);
  labels_.push_back({results});
  statements();
  expressions(results);
  code_.op(Opcode::End);
  labels_.pop_back();
  code_.op(Opcode::Br, 1);
  code_.op(Opcode::End);
  labels_.pop_back();

  if (hasReference && source_.oneIn(6))
    code_.op(Opcode::ThrowRef);
  else if (hasReference)
    code_.op(Opcode::LocalSet, exceptionLocal_);
  consumeAll(caught);
  statements();
  expressions(results);
  code_.op(Opcode::End);
  labels_.pop_back();
  consumeAll(results);
}

/// Adds clauses that go to any label that carries what they catch.
void FunctionGenerator::catchElsewhere(std::vector<CatchClause>& clauses) {
  for (uint32_t i = source_.below(3); i > 0; --i) {
    const bool hasTag = !source_.oneIn(6);
    const uint32_t tag = anyTag();
    const auto labels = labelsCarrying(hasTag ? carriedBy(tag) : Kinds());
    if (!labels.empty())
      clauses.push_back({hasTag ? CatchClause::Kind::Catch : CatchClause::Kind::CatchAll, tag,
                         labels[source_.below(labels.size())]});
  }
}

void FunctionGenerator::legacyTry() {
  const Kinds results = someKinds(3);
  code_.op(Opcode::Try);
  blockType({}, results);
  labels_.push_back({results});
  statements();
  expressions(results);
  if (source_.oneIn(5)) {
    labels_.pop_back();
    code_.op(Opcode::Delegate, source_.below(labels_.size()));
    return consumeAll(results);
  }
  labels_.back().isHandler = true;
  for (uint32_t i = source_.below(3); i > 0; --i) {
    const uint32_t tag = anyTag();
    code_.op(Opcode::Catch, tag);
    legacyCatch(carriedBy(tag), results);
  }
  if (source_.oneIn(2)) {
    code_.op(Opcode::CatchAll);
    legacyCatch({}, results);
  }
  code_.op(Opcode::End);
  labels_.pop_back();
  consumeAll(results);
}

void FunctionGenerator::legacyCatch(const Kinds& caught, const Kinds& results) {
  consumeAll(caught);
  statements();
  expressions(results);
}

} // namespace wasmpi::fuzz
