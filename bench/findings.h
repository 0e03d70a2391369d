#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
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

  enum class Of : std::uint8_t {
    kStatements,
    kCommands,           ///< Of Redis, with different keys; they are recorded, so they have a text.
    kUnsampledCommands,  ///< Nothing but findings needs their text.
  };

  /// `statements` is the number of different statements.
  explicit FindingsOfOperations(Of of, int statements = 1) : of_(of) {
    report_findings(FindingSignal::kLogs);
    if (of == Of::kStatements) {
      MakeStatements(statements);
    } else {
      MakeCommands();
    }
  }
  FindingsOfOperations(const FindingsOfOperations&) = delete;
  FindingsOfOperations& operator=(const FindingsOfOperations&) = delete;
  ~FindingsOfOperations() { report_findings(FindingSignal::kOff); }

  /// Starts and ends the operations, one after the other, in one scope.
  void RunBelowOneParent() const {
    const QueryBudget budget{"checkout", 0};
    RunAll();
  }
  /// The same, below the parent that the caller has opened.
  void RunAll() const {
    for (const Prepared& prepared : operations_) Run(prepared);
  }

 private:
  struct Prepared {
    detail::OperationIdentity identity;
    Operation operation;
    std::string wire;
    std::string text;
    redis::CommandFacts facts;
  };

  void MakeStatements(int statements) {
    outcome_.returned_rows = 1;
    const auto endpoint = std::make_shared<const Endpoint>(
        EndpointFields{systems::kPostgreSql, "shop", "db.example.com", 5432, "", 0});
    for (int i = 0; i < kOperations; ++i) {
      Prepared& prepared = operations_.emplace_back();
      const std::string name = "customers_" + std::to_string(i % statements);
      prepared.identity.statement = statements_.Share(
          "SELECT id FROM " + name + " WHERE id = $1 AND active", sql_text::Dialect::kPostgreSql);
      prepared.identity.endpoint = endpoint;
      prepared.operation.endpoint = endpoint;
    }
  }
  void MakeCommands() {
    outcome_.hits = 1;
    const auto endpoint = std::make_shared<const Endpoint>(
        EndpointFields{systems::kRedis, "0", "cache.example.com", 6379, "", 0});
    for (int i = 0; i < kOperations; ++i) {
      Prepared& prepared = operations_.emplace_back();
      const std::string key = "cart:" + std::to_string(4711 + i) + ":lines";
      prepared.wire = "*2\r\n$3\r\nGET\r\n$15\r\n" + key + "\r\n";
      prepared.facts = redis::ReadCommand(prepared.wire);
      prepared.operation =
          redis::DescribeCommand(endpoint, prepared.wire, prepared.facts, options_);
      prepared.identity.name = prepared.operation.name;
      prepared.identity.endpoint = endpoint;
      if (of_ == Of::kCommands) prepared.text = "GET " + key;
    }
  }

  void Run(const Prepared& prepared) const {
    detail::SinkSpan span;
    span.text += prepared.text;
    Watcher::NoteStart({prepared.operation, prepared.identity.statement.get(), options_}, span);
    // Each begins before the ones before have ended, so that they are no finding.
    now_ += std::chrono::microseconds{50};
    Watcher::NoteEnd({prepared.identity, outcome_, options_, span.extra.get(), now_,
                      now_ + std::chrono::milliseconds{2}},
                     span);
  }

  const Of of_;
  const Options options_;
  StatementCache statements_{4096};
  std::deque<Prepared> operations_;  // the operations refer to the other members
  Outcome outcome_;
  mutable Watcher::SteadyTime now_{std::chrono::seconds{1}};
};

}  // namespace dbspan::bench
