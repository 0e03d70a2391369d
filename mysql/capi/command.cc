#include "mysql/capi/command.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Command::OnStatus(const MYSQL& connection, unsigned columns, my_ulonglong affected) noexcept {
  const bool first = std::exchange(first_, false);
  if (!*this) return;
  if (columns != 0) return OnAnswer();
  if (measured_) return OnLastRow(connection);
  // The effect of the first statement is known from its text. For later statements of the same
  // text, a nonzero count shows that rows were changed.
  const bool changes = first ? effect_ != sql_text::RowEffect::kNone : affected != 0;
  if (changes) open_.AddAffected(static_cast<std::int64_t>(affected));
  OnLastRow(connection);
}

void Command::OnStored(const MYSQL& connection, my_ulonglong rows) noexcept {
  if (!*this) return;
  if (measured_) return OnMeasuredRows(connection, rows);
  open_.AddReturned(static_cast<std::int64_t>(rows));
  OnLastRow(connection);
}

void Command::OnLastRow(const MYSQL& connection) noexcept {
  if (!*this) return;
  if (!measured_) open_.AddWarnings(connection.warning_count);
  if (HasMore(connection)) return OnAnswer();
  End();
}

void Command::OnDiscarded(const MYSQL& connection) noexcept {
  if (*this && !HasMore(connection)) GiveUp();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
