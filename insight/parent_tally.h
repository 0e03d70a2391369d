#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/statement_index.h"
#include "insight/statement_sum.h"
#include "insight/thresholds.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The kind of a parent. Only a span can be reported as chatty.
enum class ParentKind : std::uint8_t {
  /// Work that the application has named: a request, a job, the scope of a budget, a test.
  kSpan,
  kBurst,  ///< Calls of one thread without a named parent; a script may be one long burst.
};

/// Number and total time of one system's operations below one parent.
struct SystemSum {
  std::string_view system;
  std::size_t count = 0;
  std::int64_t time = 0;  ///< Sum of durations in nanoseconds.
};

/// The sums of the systems of one parent, the first few systems only.
class SystemSums {
 public:
  static constexpr std::size_t kMost = 8;

  const SystemSum* begin() const { return sums_.data(); }
  const SystemSum* end() const { return sums_.data() + size_; }
  /// Adds to the sum of a system, unless there are too many others.
  void Add(const SystemSum& added) {
    SystemSum* sum = Of(added.system);
    if (sum == nullptr) return;
    sum->count += added.count;
    sum->time += added.time;
  }

 private:
  SystemSum* Of(std::string_view system) {
    for (std::size_t i = 0; i < size_; ++i) {
      // Mostly the same object, which needs no comparison of texts.
      const std::string_view known = sums_[i].system;
      if (known.data() == system.data() || known == system) return &sums_[i];
    }
    if (size_ == kMost) return nullptr;
    sums_[size_].system = system;
    return &sums_[size_++];
  }

  std::array<SystemSum, kMost> sums_;
  std::size_t size_ = 0;
};

/// Sums the operations below one parent. They are added either when they end or in the order of
/// their start times.
///
/// Bounded: statements after the first `kStatements` are only counted together. Operations are not
/// stored. Uses at most 20 kB, and little for a parent with few statements; in addition, up to 1 kB
/// for each statement that runs on several connections at once. Not thread-safe.
class ParentTally {
 public:
  static constexpr std::size_t kStatements = 64;
  static constexpr std::size_t kValues = 256;

  explicit ParentTally(ParentKind kind, const Thresholds& thresholds,
                       std::size_t statements = kStatements)
      : kind_(kind), thresholds_(&thresholds), index_(statements) {}

  struct Added {
    StatementSum* sum = nullptr;  ///< Of its statement; null if it has none of its own.
    bool fresh = false;           ///< The sum is new; its texts are those of the operation.
  };

  /// Adds an operation. The caller replaces the texts of a fresh sum if they do not live long
  /// enough. The sum is valid until the next call. Throws std::bad_alloc.
  Added Add(const FinishedOperation& operation);

  /// Returns the findings according to the thresholds; `parent` is stored in them.
  std::vector<Finding> Find(std::uint64_t parent) const;

  std::size_t count() const { return count_; }
  /// Overlaps count once if operations are added by start time.
  std::int64_t busy() const { return busy_; }
  SystemSums systems() const;
  const std::vector<StatementSum>& statements() const { return sums_; }

 private:
  static void AddTo(StatementSum& sum, const FinishedOperation& operation, bool paused);
  void AddConnect(const FinishedOperation& operation);
  void AddValues(StatementSum& sum, std::uint64_t values);
  void FindInStatement(const StatementSum& sum, std::vector<Finding>& findings) const;
  void FindErrorStorms(std::vector<Finding>& findings) const;
  void FindInAll(std::vector<Finding>& findings) const;

  ParentKind kind_;
  const Thresholds* thresholds_;
  StatementIndex index_;
  std::vector<StatementSum> sums_;
  SystemSums others_;  ///< Of statements that have no sum of their own.
  std::unordered_map<std::uint64_t, std::uint32_t> values_;
  std::uint64_t last_statement_ = 0;
  std::size_t last_place_ = 0;
  std::size_t count_ = 0;
  std::size_t connects_ = 0;
  std::size_t connects_after_use_ = 0;  ///< Those since whose predecessor statements had run.
  std::size_t used_at_connect_ = 0;
  std::size_t pool_waits_ = 0;
  std::int64_t connect_time_ = 0;
  std::int64_t pool_wait_time_ = 0;
  std::int64_t longest_pool_wait_ = 0;
  std::int64_t busy_ = 0;
  std::int64_t last_end_ = 0;
  bool has_others_ = false;  ///< There were statements that have no sum of their own.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
