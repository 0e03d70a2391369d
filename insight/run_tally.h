#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/statement_facts.h"
#include "insight/statement_index.h"
#include "insight/thresholds.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Histogram of durations with four buckets per power of two, which are at most 19 % wide.
class CoarseHistogram {
 public:
  void Add(std::int64_t nanoseconds) {
    ++counts_[std::min(BucketOf(nanoseconds), kBuckets - 1)];
    ++count_;
  }
  /// Returns the upper limit of the bucket that contains the median; 0 if it is empty.
  std::int64_t Median() const;
  std::uint32_t count() const { return count_; }

 private:
  static constexpr std::size_t kBuckets = 160;
  static constexpr std::size_t kBucketsPerPower = 4;

  static std::size_t BucketOf(std::int64_t nanoseconds) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 4));
    const auto power = static_cast<std::size_t>(63 - __builtin_clzll(value));
    return (power - 2) * kBucketsPerPower + ((value >> (power - 2)) & 3U);
  }
  static std::int64_t EndOfBucket(std::size_t bucket) {
    const std::size_t power = bucket / kBucketsPerPower + 2;
    return (std::int64_t{5} + static_cast<std::int64_t>(bucket % kBucketsPerPower)) << (power - 2);
  }

  std::array<std::uint32_t, kBuckets> counts_{};
  std::uint32_t count_ = 0;
};

/// Sums of one statement over the whole run.
struct RunSum : StatementFacts {
  std::string_view key;
  bool waits = false;    ///< A command that is meant to wait.
  bool sets_up = false;  ///< Does not use its connection for anything.
  std::size_t lookups = 0;
  std::int64_t hits = 0;
  std::int64_t misses = 0;
  std::unordered_set<std::uint64_t> missed;  ///< Values of lookups that missed, as far as known.
  std::size_t missed_again = 0;              ///< Lookups that missed with the values of another.
  std::int64_t total = 0;
  std::size_t slow = 0;
  std::int64_t slow_time = 0;
  std::size_t deviating = 0;  ///< Operations much slower than the median at that time.
  std::int64_t deviating_time = 0;
  std::int64_t usual = 0;  ///< Median that the last deviating operation was compared with.
  CoarseHistogram durations;
};

/// Finds problems that only the whole run shows: slow statements, statements slower than usual,
/// caches that never hit or are never read, idle transactions.
///
/// Bounded: at most `statements` sums of 1,000 bytes each, and 64 open transactions. If values are
/// compared, the sum of a lookup that has had no hit keeps 256 of them. Not thread-safe.
class RunTally {
 public:
  static constexpr std::size_t kStatements = 256;
  static constexpr std::size_t kTransactions = 64;
  static constexpr std::size_t kMissed = 256;
  static constexpr std::uint32_t kEnoughToCompare = 30;

  explicit RunTally(const Thresholds& thresholds, std::size_t statements = kStatements)
      : thresholds_(&thresholds), index_(statements) {}

  static constexpr std::size_t kNowhere = StatementIndex::kFull;

  struct Added {
    std::size_t place = kNowhere;  ///< Of the sum, for `AddAt`; `kNowhere` if it has none.
    /// The sum if it is new, so that the caller can replace texts that do not live long enough;
    /// otherwise null.
    RunSum* fresh = nullptr;
  };

  /// Adds an operation. Throws std::bad_alloc.
  Added Add(const FinishedOperation& operation);
  /// Adds an operation whose statement has a sum at `place`.
  void AddAt(std::size_t place, const Measured& operation) { AddTo(sums_[place], operation); }
  std::vector<Finding> Find() const;

 private:
  struct Transaction {
    std::int64_t begun = 0;
    std::int64_t busy = 0;
    std::int64_t last_end = 0;
    std::size_t statements = 0;
    std::size_t first = 0;
  };

  static void NoteMissed(RunSum& sum, std::uint64_t values);
  void AddTo(RunSum& sum, const Measured& operation);
  void AddConnect(const FinishedOperation& operation);
  void FindConnectionChurn(std::vector<Finding>& findings) const;
  void AddToTransaction(const FinishedOperation& operation);
  bool ReadsKey(std::string_view system, std::string_view key) const;
  bool MissesAlways(const RunSum& sum) const;

  const Thresholds* thresholds_;
  StatementIndex index_;
  std::vector<RunSum> sums_;
  std::unordered_map<std::uint64_t, Transaction> open_;
  std::size_t count_ = 0;  ///< Of all statements that use their connection.
  std::size_t connects_ = 0;
  std::int64_t connect_time_ = 0;
  std::size_t connects_after_use_ = 0;  ///< Those since whose predecessor statements had run.
  std::size_t count_at_connect_ = 0;
  std::uint64_t connecting_process_ = 0;
  std::size_t first_connect_ = 0;
  std::string_view connected_system_;
  std::size_t idle_transactions_ = 0;
  Finding worst_idle_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
