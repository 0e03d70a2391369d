#pragma once

#include <mysql.h>

#include <string_view>
#include <utility>

#include "core/span/current_span.h"
#include "dbspan/version.h"
#include "mysql/capi/state.h"

// Commands that have a function of their own in the C API instead of a statement text.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Begins an operation with a name and maybe a table, but no text. OnAnswered ends it.
void BeginNamed(MYSQL* connection, std::string_view name, const char* table = nullptr) noexcept;
/// Like BeginNamed, for a command that discards the session's settings.
void BeginSession(MYSQL* connection, std::string_view name) noexcept;
/// Like BeginNamed, but only if `Options::transaction_spans` is set.
void BeginTransactionControl(MYSQL* connection, std::string_view name) noexcept;
/// Ends the operation that BeginNamed began.
void OnAnswered(MYSQL* connection, bool failed) noexcept;
/// Ends the operation that BeginNamed began for mysql_stat, which reports failure only through
/// mysql_errno.
void OnStatistics(MYSQL* connection) noexcept;
/// Ends the operation that BeginNamed began for a command that returns a complete result; `result`
/// is null if it failed.
void OnListed(MYSQL* connection, MYSQL_RES* result) noexcept;

/// Runs `call` with the operation that has begun as the current one, then `answered(result)`, which
/// ends the operation.
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

/// RunNamed() for a call that returns nonzero if it failed.
template <class Call>
auto RunNamed(MYSQL* connection, Call&& call) {
  return RunNamed(connection, std::forward<Call>(call),
                  [=](auto failed) { OnAnswered(connection, failed != 0); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
