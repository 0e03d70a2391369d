#include "pg/result_outcome.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/sql/row_effect.h"
#include "dbspan/detail/pg/warning.h"
#include "pg/error_retry.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

// Only messages of these classes are certain to be the server's own. Users word the messages of
// other classes: RAISE … USING ERRCODE accepts any five characters.
bool IsServersOwn(std::string_view sqlstate) {
  static constexpr std::array<std::string_view, 39> kClasses = {
      "00", "01", "02", "03", "08", "09", "0A", "0B", "0F", "0L", "0P", "0Z", "20",
      "21", "22", "23", "24", "25", "26", "27", "28", "2B", "2D", "2F", "34", "38",
      "39", "3B", "3D", "3F", "40", "42", "44", "53", "54", "55", "57", "58", "XX"};
  return std::find(kClasses.begin(), kClasses.end(), sqlstate.substr(0, 2)) != kClasses.end();
}

}  // namespace

void WarningCode::AddTo(Outcome& outcome) const {
  if (code_[0] != '\0' && outcome.status_code.empty()) outcome.status_code = code_;
}

bool ChangesRows(std::string_view text, std::int64_t columns) noexcept {
  const sql_text::RowEffect effect = sql_text::RowEffectOf(text);
  // After WITH, a result without columns can only come from a statement that changes rows.
  return effect == sql_text::RowEffect::kChanges ||
         (effect == sql_text::RowEffect::kMayChange && columns == 0);
}

Outcome OutcomeOfSqlstate(std::string_view sqlstate, std::string_view exception,
                          std::string_view message) {
  Outcome outcome;
  outcome.status_code = sqlstate;
  // Classes 00 and 01 are success and warning: according to semconv (db/postgresql.md) they are not
  // errors.
  if (sqlstate.substr(0, 2) == "00" || sqlstate.substr(0, 2) == "01") return outcome;
  Error error;
  error.type = sqlstate.empty() ? exception : sqlstate;
  error.exception = exception;
  error.message = message;
  error.message_is_free_text = !sqlstate.empty() && !IsServersOwn(sqlstate);
  error.retry = ::dbspan::pg::RetryOfSqlstate(sqlstate);
  outcome.error = std::move(error);
  return outcome;
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
