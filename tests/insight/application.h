#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/statement.h"
#include "insight/finished_operation.h"
#include "insight/key_pattern.h"
#include "insight/verb.h"

namespace dbspan::insight {

/// Builds the operations of an application as dbspan sees them: texts are sanitized, keys become
/// patterns. Each operation takes 1 ms, and begins when the one before has ended.
class Application {
 public:
  static constexpr std::int64_t kMillisecond = 1'000'000;

  /// The next operations run below another span.
  void Request() { ++parent_; }
  /// The application does something else.
  void Work(std::int64_t milliseconds) { now_ += milliseconds * kMillisecond; }
  void Connect() {
    FinishedOperation& connect = Add("postgresql", "CONNECT", "CONNECT", "");
    connect.work = insight::Work::kConnect;
  }

  /// Runs a statement that returns or changes this many rows.
  FinishedOperation& Sql(std::string_view sql, std::int64_t rows = 1,
                         std::string_view system = "postgresql") {
    const auto dialect =
        system == "postgresql" ? sql_text::Dialect::kPostgreSql : sql_text::Dialect::kMySql;
    const Statement statement = sql_text::Analyze(sql, dialect, 4096);
    const std::string_view label = Keep(statement.summary);
    FinishedOperation& operation =
        Add(system, label, label.substr(0, label.find(' ')), Keep(statement.text));
    operation.statement = std::hash<std::string_view>{}(operation.text);
    operation.rows = operation.affected = rows;
    return operation;
  }
  /// The last operation has failed.
  void Fails(std::string_view error) {
    all_.back().failed = true;
    all_.back().error = error;
    all_.back().rows = all_.back().affected = 0;
  }
  /// Runs a command with this recorded text.
  FinishedOperation& Redis(std::string_view text) {
    const std::string_view name = Keep(std::string{text.substr(0, text.find(' '))});
    std::string label;
    AddCommandLabel(name, text, label);
    FinishedOperation& operation = Add("redis", Keep(label), VerbOfCommand(name, text), "");
    operation.key = KeyIn(operation.label);
    operation.statement =
        std::hash<std::string_view>{}(operation.label) ^ (operation.verb == name ? 0U : 2U);
    return operation;
  }
  /// Runs a lookup of one key.
  FinishedOperation& Lookup(std::string_view text, bool hit) {
    FinishedOperation& operation = Redis(text);
    operation.hits = hit ? 1 : 0;
    operation.misses = hit ? 0 : 1;
    return operation;
  }

  std::vector<FinishedOperation> operations() const { return {all_.begin(), all_.end()}; }

 private:
  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  FinishedOperation& Add(std::string_view system, std::string_view label, std::string_view verb,
                         std::string_view text) {
    FinishedOperation& operation = all_.emplace_back();
    operation.id = all_.size();
    operation.parent = parent_;
    operation.connection = 1;
    operation.system = system;
    operation.label = label;
    operation.verb = verb;
    operation.text = text;
    operation.shows_text = true;
    operation.start = now_;
    operation.duration = kMillisecond;
    now_ += kMillisecond;
    return operation;
  }

  std::deque<std::string> texts_;
  std::deque<FinishedOperation> all_;
  std::uint64_t parent_ = 1;
  std::int64_t now_ = kMillisecond;
};

}  // namespace dbspan::insight
