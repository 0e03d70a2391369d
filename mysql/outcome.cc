#include "mysql/outcome.h"

#include <string>
#include <utility>

#include "core/sql/row_effect.h"
#include "mysql/error_retry.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Errors raised by SIGNAL and RESIGNAL: class 45 is reserved for users, 1644 is the default number.
bool IsWordedByUsers(int code, std::string_view sqlstate) noexcept {
  return code == 1644 || sqlstate.substr(0, 2) == "45";
}

}  // namespace

Outcome OutcomeOfRows(std::int64_t rows) {
  Outcome outcome;
  outcome.returned_rows = rows;
  return outcome;
}

Outcome OutcomeOfAffected(std::string_view text, std::int64_t rows) {
  Outcome outcome;
  if (rows >= 0 && sql_text::RowEffectOf(text) != sql_text::RowEffect::kNone)
    outcome.affected_rows = rows;
  return outcome;
}

Outcome OutcomeOfError(int code, std::string_view sqlstate, std::string_view exception,
                       std::string_view message) {
  Outcome outcome;
  // semconv (db/mysql.md): the error number. Without a number, the connector failed and not the
  // server.
  if (code != 0) outcome.status_code = std::to_string(code);
  Error error;
  error.type = outcome.status_code.empty() ? std::string{exception} : outcome.status_code;
  if (error.type.empty()) error.type = "_OTHER";  // semconv: an error without a known type
  error.exception = exception;
  error.message = message;
  error.message_is_free_text = IsWordedByUsers(code, sqlstate);
  error.retry = error.type == "_OTHER" ? Retry::kOutcomeUnknown : RetryOfNumber(code, sqlstate);
  outcome.error = std::move(error);
  return outcome;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
