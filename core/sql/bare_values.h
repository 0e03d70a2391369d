#pragma once

#include <cstdint>
#include <string_view>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Finds words that Postgres takes for values although they have no quotes: arguments of a
/// trigger, some options of COPY and of definitions (`NULL secret`, `initcond = secret`).
class BareValues {
 public:
  /// Begins a statement with this verb.
  void BeginStatement(Keyword verb) noexcept;
  /// Handles the kind of object after CREATE or ALTER.
  void OnObject(std::string_view word) noexcept;
  /// Tells whether the current statement may contain such words.
  bool Watches() const noexcept { return place_ != Place::kNone; }
  /// Tells whether this token, which is neither a blank nor a comment, is a value.
  bool IsValue(const Token& token, Keyword keyword) noexcept;

 private:
  enum class Place : std::uint8_t { kNone, kCopy, kTrigger, kAggregate, kExtension };

  bool LeadsToValue(const Token& token, Keyword keyword) const noexcept;

  Place place_ = Place::kNone;
  bool options_ = false;   // behind the target of COPY, or behind EXECUTE in CREATE TRIGGER
  bool leads_ = false;     // the next word is a value
  bool excluded_ = false;  // the last word makes the next one a keyword: FORCE NULL, NOT NULL
  std::uint32_t depth_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
