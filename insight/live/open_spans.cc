#include "insight/live/open_spans.h"

#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_context.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/process/never_destroyed.h"
#include "core/span/current_context.h"
#include "insight/live/brief_lock.h"
#include "insight/live/finding_reports.h"
#include "insight/live/settings.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

namespace trace = opentelemetry::trace;
using ParentPtr = std::shared_ptr<OpenParent>;

std::atomic<int> processors{0};

std::uint64_t NumberOf(trace::SpanId id) noexcept {
  std::uint64_t number = 0;
  static_assert(trace::SpanId::kSize == sizeof number);
  std::memcpy(&number, id.Id().data(), sizeof number);
  return number;
}

/// The open spans by id.
class Table {
 public:
  /// Returns the tally of a span, and in `oldest` the one that had to make room for it.
  ParentPtr Share(std::uint64_t id, ParentPtr& oldest) {
    const BriefLock::Holder lock{lock_};
    if (!lock) return nullptr;
    const auto found = parents_.find(id);
    if (found != parents_.end()) return found->second;
    if (parents_.size() >= OpenSpans::kMost) oldest = TakeOldest();
    auto fresh = std::make_shared<OpenParent>(std::string_view{}, insight::ParentKind::kSpan,
                                              GetFindingSettings().thresholds, id);
    return parents_.emplace(id, std::move(fresh)).first->second;
  }
  ParentPtr Take(std::uint64_t id) noexcept {
    const BriefLock::Holder lock{lock_};
    if (!lock) return nullptr;
    const auto found = parents_.find(id);
    if (found == parents_.end()) return nullptr;
    ParentPtr taken = std::move(found->second);
    parents_.erase(found);
    return taken;
  }

 private:
  ParentPtr TakeOldest() noexcept {
    const auto oldest =
        std::max_element(parents_.begin(), parents_.end(), [](const auto& left, const auto& right) {
          return left.second->age() < right.second->age();
        });
    ParentPtr taken = std::move(oldest->second);
    parents_.erase(oldest);
    return taken;
  }

  BriefLock lock_;
  std::unordered_map<std::uint64_t, ParentPtr> parents_;
};

Table& OpenTable() {
  static NeverDestroyed<Table> table;  // spans end during exit
  return table.Get();
}

ParentPtr Share(std::uint64_t id) {
  ParentPtr oldest;
  ParentPtr parent = OpenTable().Share(id, oldest);
  if (oldest != nullptr) ReportFindings(oldest->TakeFindings(), {}, nullptr);
  return parent;
}

}  // namespace

void OpenSpans::Begin() noexcept { processors.fetch_add(1); }
void OpenSpans::End() noexcept { processors.fetch_sub(1); }

bool OpenSpans::MayHaveCurrent() noexcept {
  return processors.load(std::memory_order_relaxed) != 0 && !CurrentContext::IsEmpty();
}

void OpenSpans::ShareCurrent(std::shared_ptr<void>& below) noexcept try {
  const auto span = trace::GetSpan(CurrentContext::Get());
  if (!span->IsRecording()) return below.reset();
  const trace::SpanContext context = span->GetContext();
  if (!context.IsValid() || context.IsRemote()) return below.reset();
  const std::uint64_t id = NumberOf(context.span_id());
  const auto* const last = static_cast<const OpenParent*>(below.get());
  if (last != nullptr && last->span() == id && !last->is_closed()) return;
  below = Share(id);
} catch (...) {  // no memory: the operation belongs to the thread's burst
  below.reset();
}

void OpenSpans::AddToCurrent(const ScopeSums& sums) {
  if (!MayHaveCurrent()) return;
  std::shared_ptr<void> around;
  ShareCurrent(around);
  if (around != nullptr) static_cast<OpenParent*>(around.get())->AddSums(sums);
}

void OpenSpans::AddTo(trace::SpanId around, const ScopeSums& sums) {
  if (const auto parent = Share(NumberOf(around))) parent->AddSums(sums);
}

std::shared_ptr<OpenParent> OpenSpans::Close(trace::SpanId span) noexcept {
  return OpenTable().Take(NumberOf(span));
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
