#include "mysql/jdbc/execution.h"
#include "mysql/client_id.h"

#include <chrono>
#include <new>

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

OperationSpan Execution::Start(std::string_view sql) noexcept {
  Abandon();
  update_count_.reset();
  const OutsideLibrary outside{kCApi};
  return session_->instrumenter().Start([&] {
    Operation operation = session_->DescribeSql(sql);
    operation.parameters = &parameters_;
    return operation;
  });
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

void Execution::Abandon() noexcept { announced_.EndAt({}, announced_at_); }

sql::ResultSet* Execution::Wrap(std::unique_ptr<sql::ResultSet> result,
                                const sql::Statement& statement, OperationSpan operation) {
  if (result == nullptr) return nullptr;
  operation.MarkAnswered();
  const bool streamed = operation && result->getType() == sql::ResultSet::TYPE_FORWARD_ONLY;
  if (!streamed) {
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
