#include "dbspan/detail/sink_ids.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

SinkIdsByName::~SinkIdsByName() {
  for (const auto& list : lists_) {
    for (const Entry* entry = list.load(); entry != nullptr;) {
      const Entry* const next = entry->next;
      delete entry;
      entry = next;
    }
  }
}

void SinkIdsByName::Put(std::string_view name, std::uint32_t id,
                        std::uint32_t dimension) const noexcept try {
  if (const Entry* const known = EntryOf(name)) {
    return known->id.store(id, std::memory_order_release);
  }
  if (size_.fetch_add(1, std::memory_order_relaxed) >= kMost) {
    size_.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  auto& list = lists_[ListOf(name)];
  auto* const entry = new Entry{
      std::string{name}, WordOf(name), {id}, dimension, list.load(std::memory_order_relaxed)};
  // If two threads add the same name, lookups find the later entry.
  while (!list.compare_exchange_weak(entry->next, entry, std::memory_order_release,
                                     std::memory_order_relaxed)) {
  }
} catch (...) {  // no memory: the next operation tries again
  size_.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
