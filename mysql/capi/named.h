#pragma once

#include <mysql.h>

#include <string_view>

#include "core/span/current_span.h"
#include "dbspan/version.h"
#include "mysql/capi/connection_state.h"

// The commands that have a function of their own instead of a text.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Begins an operation of which only the name is known, and maybe its table; OnAnswered ends it.
void BeginNamed(MYSQL* connection, std::string_view name, std::string_view table = {}) noexcept;
/// The same, recorded with `Options::transaction_spans` only.
void BeginTransactionControl(MYSQL* connection, std::string_view name) noexcept;
/// It was answered.
void OnAnswered(MYSQL* connection, bool failed) noexcept;
/// The same for mysql_stat, which says by the error alone whether it worked.
void OnStatistics(MYSQL* connection) noexcept;
/// The same for a result that is there as a whole, or null.
void OnListed(MYSQL* connection, MYSQL_RES* result) noexcept;

/// Calls with the operation that has begun as the current one; `answered(result)` ends it.
template <class Call, class Answered>
auto RunNamed(MYSQL* connection, Call&& call, Answered&& answered) {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return call();
  decltype(call()) result{};
  {
    const CurrentSpan current{state->sent().operation(), state->instrumenter()->options()};
    OnUnwind unwind{[&] { state->sent().GiveUp(); }};
    result = call();
    unwind.Returned();
  }
  answered(result);
  return result;
}

inline std::string_view ViewOf(const char* text) noexcept { return text == nullptr ? "" : text; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
