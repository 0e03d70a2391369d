#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/span/watcher.h"
#include "core/sql/statement_cache.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/finding.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/query_budget.h"
#include "redis/describe.h"
#include "redis/resp/command.h"
#include "tests/support/systems.h"

namespace dbspan::bench {

/// Exactly the part of an operation that findings add to it (core/span/watcher.h), for benchmarks
/// and for tests/cost. Findings are switched on during the lifetime of the object.
class FindingsOfOperations {
 public:
  static constexpr int kOperations = 20;

  /// `statements` is the number of different statements; 0: the operations are a command of Redis.
  explicit FindingsOfOperations(int statements) {
    report_findings(FindingSignal::kLogs);
    const bool sql = statements > 0;
    const auto endpoint = std::make_shared<const Endpoint>(
        sql ? EndpointFields{systems::kPostgreSql, "shop", "db.example.com", 5432, "", 0}
            : EndpointFields{systems::kRedis, "0", "cache.example.com", 6379, "", 0});
    for (int i = 0; i < kOperations; ++i) {
      detail::OperationIdentity& identity = identities_.emplace_back();
      identity.endpoint = endpoint;
      if (!sql) {
        identity.name = "GET";
        continue;
      }
      const std::string name = "customers_" + std::to_string(i % statements);
      identity.statement = statements_.Share("SELECT id FROM " + name + " WHERE id = $1 AND active",
                                             sql_text::Dialect::kPostgreSql);
    }
    outcome_.returned_rows = sql ? 1 : Outcome::kUnknown;
    if (!sql) outcome_.hits = 1;
  }
  FindingsOfOperations(const FindingsOfOperations&) = delete;
  FindingsOfOperations& operator=(const FindingsOfOperations&) = delete;
  ~FindingsOfOperations() { report_findings(FindingSignal::kOff); }

  /// Starts and ends the operations, one after the other, in one scope.
  void RunBelowOneParent() const {
    const QueryBudget budget{"checkout", 0};
    for (const detail::OperationIdentity& identity : identities_) Run(identity);
  }

 private:
  void Run(const detail::OperationIdentity& identity) const {
    Operation operation = redis::DescribeCommand(identity.endpoint, kGet, get_, options_);
    operation.name = identity.name;
    if (identity.statement != nullptr) operation.write_text = nullptr;
    detail::SinkSpan span;
    Watcher::NoteStart({operation, identity.statement.get(), options_}, span);
    // Each begins before the ones before have ended, so that they are no finding.
    now_ += std::chrono::microseconds{50};
    Watcher::NoteEnd(
        {identity, outcome_, options_, span.extra.get(), now_, now_ + std::chrono::milliseconds{2}},
        span);
  }

  static constexpr std::string_view kGet = "*2\r\n$3\r\nGET\r\n$15\r\ncart:4711:lines\r\n";

  const Options options_;
  const redis::CommandFacts get_ = redis::ReadCommand(kGet);
  StatementCache statements_{4096};
  std::vector<detail::OperationIdentity> identities_;
  Outcome outcome_;
  mutable Watcher::SteadyTime now_{std::chrono::seconds{1}};
};

}  // namespace dbspan::bench
