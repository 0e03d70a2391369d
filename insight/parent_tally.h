#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/statement_facts.h"
#include "insight/statement_index.h"
#include "insight/thresholds.h"

namespace dbspan::insight {

/// The kind of a parent. Only a span can be reported as chatty.
enum class ParentKind : std::uint8_t {
  kSpan,   ///< Work that the application named: a request, a job, a budget's scope, a test.
  kBurst,  ///< Calls of one thread without a named parent; a script may be one long burst.
};

/// Sums of one statement below one parent.
struct StatementSum : StatementFacts {
  std::string_view error;  ///< Type of the first failure.
  std::size_t failed = 0;
  std::size_t overlapping = 0;  ///< Began while an earlier one was still running.
  std::size_t retried = 0;      ///< Sent again after the one before had failed.
  std::size_t redundant = 0;    ///< Most operations with the same values.
  std::size_t unused = 0;       ///< Streams of many rows that were given up at the first.
  std::int64_t unused_rows = 0;
  std::int64_t busy = 0;
  std::int64_t last_end = 0;
  std::int64_t longest_retry_wait = 0;
  bool in_a_row = true;
  bool last_failed = false;
};

/// Time and number of the operations of one system below one parent.
struct SystemSum {
  std::string_view system;
  std::size_t count = 0;
  std::int64_t time = 0;  ///< Nanoseconds, added up.
};

/// Adds up what happens below one parent, operation by operation, as they end or by their starts.
///
/// Bounded: beyond `kStatements` statements the rest is counted, not told apart; no operation is
/// kept. Memory is up to 12 kB, of which a parent with few statements has little. One thread at a
/// time.
class ParentTally {
 public:
  static constexpr std::size_t kStatements = 64;
  static constexpr std::size_t kValues = 256;
  static constexpr std::size_t kSystems = 4;

  explicit ParentTally(ParentKind kind, const Thresholds& thresholds,
                       std::size_t statements = kStatements)
      : kind_(kind), thresholds_(&thresholds), index_(statements) {}

  /// Adds an operation. Returns the sum of a statement that was new, for the caller to replace
  /// texts that do not last; else null. Throws std::bad_alloc.
  StatementSum* Add(const FinishedOperation& operation);

  /// What is wrong, by the thresholds; `parent` is what they carry.
  std::vector<Finding> Find(std::uint64_t parent) const;

  std::size_t count() const { return count_; }
  /// How often a statement ran that is told apart; else 0.
  std::size_t CountOf(std::uint64_t statement) const;
  std::int64_t busy() const { return busy_; }  ///< Overlaps count once, if they come by start.
  const std::vector<SystemSum>& systems() const { return systems_; }
  const std::vector<StatementSum>& statements() const { return sums_; }

 private:
  void AddToSystem(const FinishedOperation& operation);
  void AddTo(StatementSum& sum, const FinishedOperation& operation) const;
  void AddValues(StatementSum& sum, std::uint64_t values);
  void FindInStatement(const StatementSum& sum, std::vector<Finding>& findings) const;
  void FindErrorStorms(std::vector<Finding>& findings) const;
  void FindInAll(std::vector<Finding>& findings) const;

  ParentKind kind_;
  const Thresholds* thresholds_;
  StatementIndex index_;
  std::vector<StatementSum> sums_;
  std::vector<SystemSum> systems_;
  std::unordered_map<std::uint64_t, std::uint32_t> values_;
  std::uint64_t last_statement_ = 0;
  std::size_t count_ = 0;
  std::size_t connects_ = 0;
  std::size_t pool_waits_ = 0;
  std::int64_t connect_time_ = 0;
  std::int64_t pool_wait_time_ = 0;
  std::int64_t longest_pool_wait_ = 0;
  std::int64_t busy_ = 0;
  std::int64_t last_end_ = 0;
};

/// How many of a statement's operations count as repetitions: those that did not fail and began
/// after the one before had ended.
std::size_t RepetitionsOf(const StatementSum& sum);

}  // namespace dbspan::insight
