#pragma once

#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/span/measured_operation.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/options.h"
#include "dbspan/version.h"
#include "mysql/client_id.h"
#include "mysql/connector_spans.h"
#include "mysql/fraction.h"
#include "mysql/jdbc/outcome.h"
#include "mysql/jdbc/state.h"
#include "mysql/jdbc/traced_resultset.h"
#include "mysql/outcome.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Runs the calls of one statement object as operations. Used by plain and by prepared statements.
///
/// An `execute` that returns a result set leaves its operation open until the result is fetched,
/// because its rows are only known then. If the result is never fetched, the operation ends at the
/// time at which `execute` returned.
/// If a text may have several results (CALL, several statements), its operation stays open until
/// the application has asked for the last result, and counts the rows of all results.
class Execution {
 public:
  explicit Execution(std::shared_ptr<Session> session) noexcept : session_(std::move(session)) {}
  ~Execution() { Abandon(); }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// Run `call` as an operation. A `call` that accepts an OperationSpan gets the operation's, to
  /// add a comment to the statement.
  template <class Call>
  sql::ResultSet* Query(std::string_view sql, const sql::Statement& statement, Call&& call);
  template <class Call>
  int Update(std::string_view sql, Call&& call);
  template <class Call>
  bool Execute(std::string_view sql, sql::Statement& native, Call&& call);
  /// Fetches the result set that `execute` announced.
  template <class Call>
  sql::ResultSet* Fetch(const sql::Statement& statement, Call&& call);
  /// Advances to the next result by calling `call()`, which returns whether there is one.
  template <class Call>
  bool MoveOn(Call&& call);
  /// Returns the update count. The connector returns it only once, and dbspan has already read it
  /// for the operation, so a copy is kept for the application.
  std::uint64_t UpdateCount(sql::Statement& native);
  /// Stores a value bound to the statement, if values are to be recorded. `position` counts from 1.
  template <class Value>
  void Bind(unsigned position, const Value& value) noexcept;
  /// Removes the stored value of a parameter, because it was bound to NULL or to a value without a
  /// text form.
  void Forget(unsigned position) noexcept;
  void ClearParameters() noexcept { parameters_.clear(); }
  /// Ends the operation of an announced result set that will not be fetched.
  void Abandon() noexcept;

  const std::shared_ptr<Session>& session() const noexcept { return session_; }

 private:
  detail::OperationSpan Start(std::string_view sql) noexcept;
  /// Starts a statement that was measured before and has one result; else empty.
  detail::MeasuredOperation StartMeasured(std::string_view sql) const noexcept;
  template <class Call>
  static decltype(auto) Observed(detail::OperationSpan& operation, Call&& call);
  sql::ResultSet* Wrap(std::unique_ptr<sql::ResultSet> result, const sql::Statement& statement,
                       detail::OperationSpan operation);
  Outcome OutcomeSoFar() const;
  std::shared_ptr<Session> session_;
  std::vector<Parameter> parameters_;
  detail::OperationSpan announced_;
  detail::OperationSpan::SteadyTime announced_at_;
  bool several_ = false;    ///< The text may have several results.
  std::int64_t rows_ = -1;  ///< Sum over the results fetched so far; -1: none was fetched.
  std::optional<std::uint64_t> update_count_;
};

// Runs `call` with the operation active. An exception ends the operation and is rethrown unchanged.
template <class Call>
decltype(auto) Execution::Observed(detail::OperationSpan& operation, Call&& call) {
  const ConnectorSpansReplaced replaced{operation};
  if (!operation) return detail::CallWithout(call);
  const detail::ActiveOperation active{operation, kCApi};
  try {
    return detail::CallWith(call, operation);
  } catch (...) {
    operation.EndWith([] { return OutcomeOfException(); });
    throw;
  }
}

template <class Call>
sql::ResultSet* Execution::Query(std::string_view sql, const sql::Statement& statement,
                                 Call&& call) {
  detail::OperationSpan operation = Start(sql);
  std::unique_ptr<sql::ResultSet> result{Observed(operation, std::forward<Call>(call))};
  return Wrap(std::move(result), statement, std::move(operation));
}

template <class Call>
int Execution::Update(std::string_view sql, Call&& call) {
  detail::OperationSpan operation = Start(sql);
  const int rows = Observed(operation, std::forward<Call>(call));
  operation.EndWith([&] { return OutcomeOfAffected(sql, rows); });
  session_->FollowSchema(sql);
  return rows;
}

template <class Call>
bool Execution::Execute(std::string_view sql, sql::Statement& native, Call&& call) {
  detail::OperationSpan operation = Start(sql);
  const bool has_result = Observed(operation, std::forward<Call>(call));
  if (operation && has_result) {
    announced_at_ = std::chrono::steady_clock::now();
    announced_ = std::move(operation);
  } else if (operation) {
    operation.EndWith([&] {
      update_count_ = native.getUpdateCount();
      return OutcomeOfAffected(sql, static_cast<std::int64_t>(*update_count_));
    });
  }
  session_->FollowSchema(sql);
  return has_result;
}

template <class Call>
sql::ResultSet* Execution::Fetch(const sql::Statement& statement, Call&& call) {
  update_count_.reset();
  detail::OperationSpan operation = std::move(announced_);
  std::unique_ptr<sql::ResultSet> result{Observed(operation, std::forward<Call>(call))};
  return Wrap(std::move(result), statement, std::move(operation));
}

template <class Call>
bool Execution::MoveOn(Call&& call) {
  if (!several_ || !announced_) {
    Abandon();
    const ConnectorSpansReplaced replaced{announced_};
    return call();
  }
  const bool more = Observed(announced_, std::forward<Call>(call));
  announced_at_ = std::chrono::steady_clock::now();
  if (!more) Abandon();
  return more;
}

template <class Value>
void Execution::Bind(unsigned position, const Value& value) noexcept try {
  if (position == 0 || session_->instrumenter().options().parameters.empty()) return;
  const std::string key = std::to_string(position - 1);  // semconv counts from 0
  auto known = std::find_if(parameters_.begin(), parameters_.end(),
                            [&key](const Parameter& parameter) { return parameter.key == key; });
  if (known == parameters_.end()) known = parameters_.insert(known, {key, {}});
  if constexpr (std::is_same_v<Value, bool>) {
    known->value = value ? "1" : "0";  // the form that the server gets
  } else if constexpr (std::is_floating_point_v<Value>) {
    known->value = FractionText(value);
  } else if constexpr (std::is_arithmetic_v<Value>) {
    known->value = std::to_string(value);
  } else {
    known->value = value.asStdString();
  }
} catch (...) {  // no memory: the value is not recorded
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
