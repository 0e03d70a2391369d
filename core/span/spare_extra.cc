#include "core/span/spare_extra.h"

#include <memory>
#include <utility>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

/// The spare one of a thread. Operations may end after the thread's objects are destroyed.
struct Spare {
  Spare() = default;
  Spare(const Spare&) = delete;
  Spare& operator=(const Spare&) = delete;
  ~Spare() { gone = true; }

  static Spare* OfThread() noexcept {
    if (gone) return nullptr;
    static thread_local Spare spare;
    return &spare;
  }

  inline static thread_local bool gone = false;
  std::unique_ptr<SinkSpan::Extra> extra;
};

}  // namespace

SinkSpan::Extra& SpareExtra::Give(SinkSpan& span) {
  if (span.extra == nullptr) {
    if (Spare* const spare = Spare::OfThread()) span.extra = std::move(spare->extra);
  }
  return span.MakeExtra();
}

void SpareExtra::Take(SinkSpan& span) noexcept {
  constexpr std::size_t kLongest = 256;
  SinkSpan::Extra* const extra = span.extra.get();
  if (extra == nullptr) return;
  extra->below.reset();
  if (!extra->fields.empty() || extra->trace_state || extra->command.capacity() > kLongest) return;
  Spare* const spare = Spare::OfThread();
  if (spare == nullptr) return;
  extra->command.clear();
  extra->values = 0;
  spare->extra = std::move(span.extra);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
