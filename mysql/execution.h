#pragma once

#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "dbspan/operation_span.h"
#include "mysql/outcome.h"
#include "mysql/session.h"
#include "mysql/traced_resultset.h"

namespace dbspan::mysql {

/// Runs the calls of one statement object as operations; plain and prepared statements share it.
///
/// `execute` that returns a result set leaves its operation open until the result is fetched,
/// because only then its rows are known; if nobody fetches it, the operation ends as of the return
/// of `execute`.
class Execution {
 public:
  explicit Execution(std::shared_ptr<Session> session) noexcept : session_(std::move(session)) {}
  ~Execution() { Abandon(); }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  template <class Call>
  sql::ResultSet* Query(std::string_view sql, const sql::Statement& statement, Call&& call);
  template <class Call>
  int Update(std::string_view sql, Call&& call);
  template <class Call>
  bool Execute(std::string_view sql, sql::Statement& native, Call&& call);
  /// The result that `execute` announced.
  template <class Call>
  sql::ResultSet* Fetch(const sql::Statement& statement, Call&& call);
  /// The connector tells the update count once; it was asked already, so it is kept for the
  /// application.
  std::uint64_t UpdateCount(sql::Statement& native);
  /// The statement moves on: nobody is going to fetch what was announced.
  void Abandon() noexcept;

  const std::shared_ptr<Session>& session() const noexcept { return session_; }

 private:
  OperationSpan Start(std::string_view sql) noexcept;
  sql::ResultSet* Wrap(std::unique_ptr<sql::ResultSet> result, const sql::Statement& statement,
                       OperationSpan operation);
  template <class Call>
  auto Observed(OperationSpan& operation, Call&& call) -> decltype(call());

  std::shared_ptr<Session> session_;
  OperationSpan announced_;
  OperationSpan::SteadyTime announced_at_;
  std::optional<std::uint64_t> update_count_;
};

// Calls, with the span current; an exception ends the operation and goes on as it is.
template <class Call>
auto Execution::Observed(OperationSpan& operation, Call&& call) -> decltype(call()) {
  if (!operation) return call();
  const ActiveOperation active{operation};
  try {
    return call();
  } catch (...) {
    operation.EndWith([] { return OutcomeOfException(); });
    throw;
  }
}

template <class Call>
sql::ResultSet* Execution::Query(std::string_view sql, const sql::Statement& statement,
                                 Call&& call) {
  OperationSpan operation = Start(sql);
  std::unique_ptr<sql::ResultSet> result{Observed(operation, std::forward<Call>(call))};
  return Wrap(std::move(result), statement, std::move(operation));
}

template <class Call>
int Execution::Update(std::string_view sql, Call&& call) {
  OperationSpan operation = Start(sql);
  const int rows = Observed(operation, std::forward<Call>(call));
  operation.EndWith([&] { return OutcomeOfAffected(sql, rows); });
  session_->FollowSchema(sql);
  return rows;
}

template <class Call>
bool Execution::Execute(std::string_view sql, sql::Statement& native, Call&& call) {
  OperationSpan operation = Start(sql);
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
  OperationSpan operation = std::move(announced_);
  std::unique_ptr<sql::ResultSet> result{Observed(operation, std::forward<Call>(call))};
  return Wrap(std::move(result), statement, std::move(operation));
}

}  // namespace dbspan::mysql
