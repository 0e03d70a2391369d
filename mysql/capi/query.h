#pragma once

#include <mysql.h>

#include <string>
#include <string_view>

#include "core/span/current_span.h"
#include "dbspan/options.h"
#include "dbspan/version.h"
#include "mysql/capi/connection_state.h"

// What is noticed before and after the calls that send text, whether they wait or are gone on with.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Begins the operation of a text, if it is to be recorded, and calls `send(text)` with the text as
/// the server is to see it: maybe with a comment. Any answer is for OnSent or OnQueryResult.
template <class Send>
auto SendText(MYSQL* connection, const char* sql, std::size_t length, Send&& send) {
  ConnectionState* state = sql == nullptr ? nullptr : Traced(connection);
  if (state == nullptr) return send(sql, length);
  const std::string_view text = StatementText(sql, length);
  state->sent().Begin([&] { return StartText(*state, *connection, text); }, text);
  const CurrentSpan current{state->sent().operation(), state->instrumenter()->options()};
  state->sent_text.clear();
  if (state->instrumenter()->options().sqlcommenter != SqlCommenter::kOff) {
    state->sent_text = state->sent().operation().Commented(text);
  }
  OnUnwind unwind{[&] { state->sent().GiveUp(); }};
  const auto sent = state->sent_text.empty()
                        ? send(sql, length)
                        : send(state->sent_text.c_str(), state->sent_text.size());
  unwind.Returned();
  return sent;
}

/// A text was sent, and the answer is awaited, unless sending has failed.
void OnSent(MYSQL* connection, bool failed) noexcept;
/// What was sent has been answered.
void OnQueryResult(MYSQL* connection, bool failed) noexcept;
/// What mysql_next_result returned.
void OnNextResult(MYSQL* connection, int result) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
