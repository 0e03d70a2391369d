#pragma once

#include <string_view>

#include "dbspan/detail/pg/parameters.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Describes a member function of libpqxx's transactions: which argument is the statement's text,
/// and which arguments are bound values.
struct Verb {
  static constexpr int kNoText = -1;
  enum class Values {
    kParams,  ///< Only `pqxx::params`; other arguments may describe the statement.
    kAll,     ///< All arguments after the text.
  };

  int text = 0;  ///< Index of the text: 1 if the expected number of rows comes first.
  Values values = Values::kParams;
  bool prepared = false;            ///< The text is the name of a prepared statement.
  std::string_view operation = {};  ///< If there is no text: the operation.
};

inline constexpr Verb kStatement;
inline constexpr Verb kCountedStatement = {1};
inline constexpr Verb kStatementWithValues = {0, Verb::Values::kAll};
inline constexpr Verb kCountedStatementWithValues = {1, Verb::Values::kAll};
inline constexpr Verb kPrepared = {0, Verb::Values::kAll, true};
inline constexpr Verb kCountedPrepared = {1, Verb::Values::kAll, true};
inline constexpr Verb kCommit = {Verb::kNoText, {}, false, "COMMIT"};
inline constexpr Verb kRollback = {Verb::kNoText, {}, false, "ROLLBACK"};

/// Returns the bound values among the arguments after the text, by reference.
template <const Verb& verb, class... Args>
auto ValuesOf(const Args&... args) noexcept {
  if constexpr (verb.values == Verb::Values::kAll) {
    return Parameters{args...};
  } else {
    return ParamsAmong{args...};
  }
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
