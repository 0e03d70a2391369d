#include "insight/live/burst.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/process/process_life.h"
#include "insight/live/finding_reports.h"
#include "insight/live/open_parent.h"
#include "insight/live/settings.h"
#include "insight/verb.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

class Burst {
 public:
  Burst() = default;
  Burst(const Burst&) = delete;
  Burst& operator=(const Burst&) = delete;
  ~Burst() {
    gone_ = true;
    const TelemetryUse use;
    if (!use) return;
    try {
      Report();
    } catch (...) {  // no memory: the findings are lost
    }
  }

  std::unique_ptr<CalledFrom> Add(EndedOperation& operation) {
    const insight::FinishedOperation& finished = operation.finished();
    if (parent_ != nullptr && finished.start - last_end_ >= insight::kPause) Report();
    if (parent_ == nullptr) {
      parent_ = std::make_unique<OpenParent>("", insight::ParentKind::kBurst,
                                             GetFindingSettings().thresholds);
    }
    auto from = parent_->Add(operation);
    last_end_ = std::max(last_end_, finished.start + finished.duration);
    if (insight::EndsTransaction(operation.Verb())) Report();
    return from;
  }

  /// Returns the burst of this thread; null while the thread ends.
  static Burst* OfThread() {
    if (gone_) return nullptr;
    static thread_local Burst burst;
    return &burst;
  }

 private:
  void Report() {
    const auto parent = std::move(parent_);
    if (parent == nullptr || !ReportsFindings()) return;
    insight::Words words;
    words.burst = true;
    ReportFindings(parent->TakeFindings(), words, nullptr);
  }

  inline static thread_local bool gone_ = false;
  std::unique_ptr<OpenParent> parent_;
  std::int64_t last_end_ = 0;
};

}  // namespace

std::unique_ptr<CalledFrom> AddToBurst(EndedOperation& operation) {
  Burst* const burst = Burst::OfThread();
  return burst == nullptr ? nullptr : burst->Add(operation);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
