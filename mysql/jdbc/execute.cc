#include "mysql/jdbc/execute.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <new>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "core/sql/transaction_control.h"
#include "mysql/client_id.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// A literal that looks like the end of a statement only delays the end of the operation.
bool MayHaveSeveralResults(std::string_view sql) noexcept {
  if (sql_text::FindKeyword(sql_text::LeadingWord(sql)) == sql_text::Keyword::kCall) return true;
  const std::size_t end = sql.find(';');
  return end != std::string_view::npos &&
         sql.find_first_not_of("; \t\r\n", end) != std::string_view::npos;
}

}  // namespace

detail::OperationSpan Execution::Start(std::string_view sql) noexcept {
  Abandon();
  update_count_.reset();
  if (detail::MeasuredOperation::IsLikely()) {
    if (auto measured = StartMeasured(sql)) {
      several_ = false;
      return measured.Continue();
    }
  }
  const bool all = session_->instrumenter().options().transaction_spans;
  if (!all && sql_text::ControlsTransaction(sql)) return {};
  several_ = MayHaveSeveralResults(sql);
  const detail::OutsideLibrary outside{kCApi};
  detail::OperationSpan started = session_->instrumenter().Start([&] {
    Operation operation = session_->DescribeSql(sql);
    operation.parameters = &parameters_;
    return operation;
  });
  const bool measured_only = started && !started.recording();
  if (measured_only && !several_ && detail::MeasuredOperation::IsLikely()) {
    detail::MeasuredOperation::Learn(session_->instrumenter(), *session_->endpoint(), sql, {},
                                     session_->known_statements);
  }
  return started;
}

// The operation is started in the short form and ended in the general one: its results are objects
// of the application.
detail::MeasuredOperation Execution::StartMeasured(std::string_view sql) const noexcept {
  const std::uint32_t dimension = session_->known_statements.Find(sql, {});
  if (dimension == 0) return {};
  return {session_->instrumenter(), *session_->endpoint(), dimension};
}

void Execution::Forget(unsigned position) noexcept try {
  if (position == 0 || parameters_.empty()) return;
  const std::string key = std::to_string(position - 1);
  parameters_.erase(std::remove_if(parameters_.begin(), parameters_.end(),
                                   [&](const Parameter& known) { return known.key == key; }),
                    parameters_.end());
} catch (...) {  // no memory for the key: remove all values rather than keep an old one
  parameters_.clear();
}

void Execution::Abandon() noexcept {
  announced_.EndAt(OutcomeSoFar(), announced_at_);
  rows_ = -1;
}

Outcome Execution::OutcomeSoFar() const { return rows_ >= 0 ? OutcomeOfRows(rows_) : Outcome{}; }

sql::ResultSet* Execution::Wrap(std::unique_ptr<sql::ResultSet> result,
                                const sql::Statement& statement, detail::OperationSpan operation) {
  if (result == nullptr) return nullptr;
  operation.MarkAnswered();
  const bool streamed = operation && result->getType() == sql::ResultSet::TYPE_FORWARD_ONLY;
  if (operation && several_ && !streamed) {
    rows_ = std::max<std::int64_t>(rows_, 0) + static_cast<std::int64_t>(result->rowsCount());
    announced_at_ = std::chrono::steady_clock::now();
    announced_ = std::move(operation);
  } else if (!streamed) {
    operation.EndWith(
        [&] { return OutcomeOfRows(static_cast<std::int64_t>(result->rowsCount())); });
  }
  void* memory = ::operator new(sizeof(TracedResultSet), std::nothrow);
  if (memory == nullptr) return result.release();  // the span is lost, the result is not
  return new (memory) TracedResultSet(std::move(result), statement, session_, std::move(operation));
}

std::uint64_t Execution::UpdateCount(sql::Statement& native) {
  const std::uint64_t count = native.getUpdateCount();  // throws if the statement is closed
  if (!update_count_) return count;
  const std::uint64_t kept = *update_count_;
  update_count_.reset();
  return kept;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
