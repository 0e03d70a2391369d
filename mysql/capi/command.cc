#include "mysql/capi/command.h"

#include "mysql/capi/real.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// mysql_more_results changes nothing, but takes a pointer to non-const.
bool HasMore(const MYSQL& connection) noexcept {
  return real::mysql_more_results(const_cast<MYSQL*>(&connection)) != 0;
}

}  // namespace

void Command::OnStatus(const MYSQL& connection, unsigned columns, my_ulonglong affected) noexcept {
  const bool first = std::exchange(first_, false);
  if (!open_) return;
  if (columns != 0) return open_.OnAnswer();
  // The effect of the first statement is known from its text. For later statements of the same
  // text, a nonzero count shows that rows were changed.
  const bool changes = first ? effect_ != sql_text::RowEffect::kNone : affected != 0;
  if (changes) open_.AddAffected(static_cast<std::int64_t>(affected));
  OnLastRow(connection);
}

void Command::OnStored(const MYSQL& connection, my_ulonglong rows) noexcept {
  if (!open_) return;
  open_.AddReturned(static_cast<std::int64_t>(rows));
  OnLastRow(connection);
}

void Command::OnLastRow(const MYSQL& connection) noexcept {
  if (!open_) return;
  open_.AddWarnings(real::mysql_warning_count(const_cast<MYSQL*>(&connection)));
  if (HasMore(connection)) return open_.OnAnswer();
  End();
}

void Command::OnDiscarded(const MYSQL& connection) noexcept {
  if (open_ && !HasMore(connection)) GiveUp();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
