#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/span/called_from.h"
#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"
#include "insight/live/brief_lock.h"
#include "insight/live/ended_operation.h"
#include "insight/live/kept_texts.h"
#include "insight/parent_tally.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Sums over a scope and its nested scopes.
struct ScopeSums {
  std::size_t count = 0;
  std::int64_t time = 0;  ///< Sum of durations in nanoseconds.
  std::vector<insight::SystemSum> systems;
};

/// Tally of the operations below a scope of the application, or in a burst of one thread.
///
/// Shared by its creator and the operations in flight. Safe from any thread.
class OpenParent {
 public:
  /// `span` identifies the span that it belongs to (open_spans.h); 0 for scopes and bursts.
  OpenParent(std::string_view name, insight::ParentKind kind, const insight::Thresholds& thresholds,
             std::uint64_t span = 0)
      : name_(name), span_(span), repeated_from_(thresholds.repeated), tally_(kind, thresholds) {}

  /// Returns the innermost parent of this thread; null if there is none.
  static OpenParent* Innermost() noexcept { return innermost_; }
  /// Makes `below` refer to the innermost parent of this thread; null if there is none. If it does
  /// already, no reference is counted.
  static void ShareInnermost(std::shared_ptr<void>& below) noexcept {
    if (below.get() == innermost_) return;
    if (innermost_ == nullptr) return below.reset();
    below = *innermost_->self_;
  }
  /// Makes `parent` the innermost one of this thread until `Leave`. The pointer itself must exist
  /// until then.
  static void Enter(const std::shared_ptr<OpenParent>& parent) noexcept;
  /// Adds its sums to those of the enclosing scope or span.
  void Leave() noexcept;

  /// Adds an operation. If its statement has just become a repeated one here, stores and returns
  /// the place of the call. Throws std::bad_alloc.
  std::unique_ptr<CalledFrom> Add(EndedOperation& operation);
  void AddPoolWait(std::int64_t nanoseconds);
  ScopeSums sums() const;
  /// Adds the sums of a scope inside this one.
  void AddSums(const ScopeSums& sums);
  /// Returns the findings at the first call; later calls return none.
  std::vector<insight::Finding> TakeFindings();

  void set_budget(std::size_t operations, std::int64_t time) {
    budget_operations_ = operations;
    budget_time_ = time;
  }
  const std::string& name() const noexcept { return name_; }
  std::uint64_t span() const noexcept { return span_; }
  /// Returns whether its findings were taken.
  bool is_closed() const noexcept { return taken_.load(std::memory_order_relaxed); }
  std::int64_t age() const noexcept;

 private:
  std::string_view KeepError(std::string_view error);
  std::unique_ptr<CalledFrom> FindPlaceOf(std::uint64_t statement);
  void FindOverBudget(std::vector<insight::Finding>& findings) const;

  inline static thread_local OpenParent* innermost_ = nullptr;

  const std::string name_;
  const std::uint64_t span_;
  const std::int64_t repeated_from_;
  const std::chrono::steady_clock::time_point opened_ = std::chrono::steady_clock::now();
  const std::shared_ptr<OpenParent>* self_ = nullptr;  ///< The pointer that its scope has.
  /// The enclosing one, which outlives this one: scopes are stack objects.
  OpenParent* outer_ = nullptr;
  std::size_t budget_operations_ = 0;
  std::int64_t budget_time_ = 0;

  mutable BriefLock lock_;
  insight::ParentTally tally_;
  KeptTexts texts_;                        ///< Owns the texts that the tally refers to.
  std::forward_list<std::string> errors_;  ///< Owns the types of errors.
  /// Places of calls by statement.
  std::vector<std::pair<std::uint64_t, std::string>> called_from_;
  ScopeSums inside_;  ///< Sums of nested scopes that have ended.
  std::atomic<bool> taken_{false};
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
