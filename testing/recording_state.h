#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dbspan/testing/recording.h"
#include "dbspan/version.h"
#include "insight/live/operation_listener.h"
#include "insight/thresholds.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {

/// The operations, waits and findings that a `Recording` has collected. Safe from any thread.
class Recording::State final : public detail::OperationListener {
 public:
  explicit State(Of of) : of_(of) { Add(*this); }
  ~State() { Remove(*this); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void OnOperation(const insight::FinishedOperation& operation, const Watcher::Ending& ending,
                   const std::string& parent) override;
  void OnPoolWait(std::int64_t nanoseconds) override;
  void OnFinding(insight::FindingKind kind, const ReportedFinding& finding) override;

  /// Returns the operations in the order in which they started.
  std::vector<RecordedOperation> operations() const;
  std::vector<ReportedFinding> findings(const insight::Thresholds& thresholds) const;
  std::size_t count() const;
  void Clear();
  /// Sets the function that is called when a `QueryBudget` is exceeded; null: none.
  static void set_over_budget(OverBudget called) noexcept { over_budget_.store(called); }

 private:
  struct Kept {
    RecordedOperation operation;  ///< Has the text even if that is not recorded.
    std::string verb;
    std::uint64_t values = 0;
    std::uint64_t connection = 0;
    bool shows_text = false;
    bool abandoned = false;
    bool connect = false;
  };

  static std::atomic<OverBudget> over_budget_;

  const Of of_;
  const std::thread::id thread_ = std::this_thread::get_id();
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::vector<Kept> kept_;
  std::vector<ReportedFinding> budgets_;
  std::vector<std::int64_t> pool_waits_;
  std::size_t count_ = 0;
};

}  // namespace testing
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
