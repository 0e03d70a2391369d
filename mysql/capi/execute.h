#pragma once

#include <mysql.h>

#include <string>
#include <string_view>

#include "core/span/current_span.h"
#include "dbspan/options.h"
#include "dbspan/version.h"
#include "mysql/capi/describe.h"
#include "mysql/capi/state.h"

// Called before and after the functions that send text, blocking and non-blocking.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sends a statement whose operation has begun in the short form.
template <class Send>
auto SendMeasured(ConnectionState& state, Send&& send) {
  OnUnwind unwind{[&] { state.sent().GiveUp(); }};
  const auto sent = send();
  unwind.Returned();
  return sent;
}

/// Begins the operation of a statement, if it is to be recorded, and calls `send(text, length)`
/// with the text for the server, which may have an added comment. OnSent or OnQueryResult handles
/// the answer.
template <class Send>
auto SendText(MYSQL* connection, const char* sql, std::size_t length, Send&& send) {
  ConnectionState* state = sql == nullptr ? nullptr : Traced(connection);
  if (state == nullptr) return send(sql, length);
  const std::string_view text = StatementText(sql, length);
  state->ForgetSentText();
  if (detail::MeasuredOperation::IsLikely() && BeginMeasured(*state, *connection, text)) {
    return SendMeasured(*state, [&] { return send(sql, length); });
  }
  state->sent().Begin([&] { return StartText(*state, *connection, text); }, text);
  const CurrentSpan current{state->sent().operation(), state->instrumenter()->options()};
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

/// Handles the result of sending. If it succeeded, the answer follows.
void OnSent(MYSQL* connection, bool failed) noexcept;
/// Handles the answer to the text that was sent.
void OnQueryResult(MYSQL* connection, bool failed) noexcept;
/// Handles the value that mysql_next_result returned.
void OnNextResult(MYSQL* connection, int result) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
