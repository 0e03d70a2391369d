#include "insight/repetition.h"

#include <cstddef>

#include "insight/sql_parts.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Repetition OfRead(const SqlParts& parts, std::size_t size) {
  if (!parts.from && parts.lock) return Repetition::kTurn;
  if (!parts.from && parts.notify) return Repetition::kNotice;
  if (!parts.from && !parts.call) return Repetition::kCheck;
  if (parts.skip_locked) return Repetition::kTurn;
  if (parts.limit && parts.offset) return Repetition::kNextOffset;
  if (parts.limit && parts.order && parts.range) return Repetition::kNextPage;
  if (parts.list && !parts.equal) return Repetition::kNextBlock;
  constexpr std::size_t kMayBeCut = 2048;
  if (!parts.value && parts.from && size < kMayBeCut) return Repetition::kSame;
  return parts.from ? Repetition::kNextValue : Repetition::kCall;
}

}  // namespace

bool ReadsRows(std::string_view verb) {
  return IsVerb(verb, "SELECT") || IsVerb(verb, "WITH") || IsVerb(verb, "VALUES") ||
         IsVerb(verb, "TABLE");
}

Repetition RepetitionOf(std::string_view verb, std::string_view label, std::string_view text) {
  if (text.empty()) return Repetition::kNextValue;
  SqlParts parts = ReadSqlParts(text);
  // TABLE t is short for SELECT * FROM t. The summary has a table that a text which was cut may
  // lack.
  parts.from |=
      IsVerb(verb, "TABLE") || (label.find(' ') != std::string_view::npos && label != text);
  if (ReadsRows(verb)) return OfRead(parts, text.size());
  if (parts.skip_locked) return Repetition::kTurn;
  const bool several = parts.list || parts.range || parts.limit;
  return several && !parts.equal ? Repetition::kNextBlock : Repetition::kNextValue;
}

bool SetsUp(std::string_view system, std::string_view verb, std::string_view text) {
  return IsMeantToRepeat(system, verb) || IsVerb(verb, "PING") || IsVerb(text, "SELECT ?");
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
