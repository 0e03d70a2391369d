#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "insight/finished_operation.h"

namespace dbspan::insight {

/// Builds a sequence of operations, one after the other. Each takes 10 ns unless `Takes` changes
/// it.
class Operations {
 public:
  FinishedOperation& Add(std::uint64_t statement, std::uint64_t parent = 1,
                         std::string_view verb = "SELECT", std::string_view system = "postgresql") {
    FinishedOperation operation;
    operation.id = all_.size();
    operation.statement = statement;
    operation.parent = parent;
    operation.system = system;
    operation.verb = operation.label = verb;
    operation.start = now_;
    operation.duration = 10;
    now_ += 10;
    all_.push_back(operation);
    return all_.back();
  }
  FinishedOperation& Command(std::uint64_t statement, std::string_view verb, std::string_view key) {
    FinishedOperation& operation = Add(statement, 1, verb, "redis");
    operation.key = key;
    return operation;
  }
  /// Sets the duration of the last operation.
  void Takes(std::int64_t nanoseconds) {
    now_ += nanoseconds - all_.back().duration;
    all_.back().duration = nanoseconds;
  }
  void Wait(std::int64_t nanoseconds) { now_ += nanoseconds; }
  std::vector<FinishedOperation>& all() { return all_; }

 private:
  std::vector<FinishedOperation> all_;
  std::int64_t now_ = 1000;
};

}  // namespace dbspan::insight
