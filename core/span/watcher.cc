#include "core/span/watcher.h"

#include <atomic>

#include "core/span/spare_extra.h"
#include "dbspan/suppression.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::atomic<const Watcher*> installed{nullptr};

}  // namespace

void Watcher::Install(const Watcher& watcher) noexcept {
  installed.store(&watcher, std::memory_order_release);
}

void Watcher::NoteStart(const Beginning& beginning, detail::SinkSpan& span) noexcept try {
  const Watcher* const watcher = installed.load(std::memory_order_acquire);
  if (watcher != nullptr) watcher->OnStart(beginning, span);
} catch (...) {  // no memory: the operation is not watched
}

std::unique_ptr<CalledFrom> Watcher::NoteEnd(const Ending& ending, detail::SinkSpan& span) noexcept
    try {
  const SuppressInstrumentation quiet;  // exporters may use databases
  const Watcher* const watcher = installed.load(std::memory_order_acquire);
  auto place = watcher == nullptr ? nullptr : watcher->OnEnd(ending);
  detail::SpareExtra::Take(span);
  return place;
} catch (...) {
  return nullptr;  // no memory: the operation is not watched
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
