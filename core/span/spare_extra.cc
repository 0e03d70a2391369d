#include "core/span/spare_extra.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "core/process/thread_end.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

enum class Thread : std::uint8_t { kNew, kKnown, kEnding };

// Constant-initialized, so that they are read without a call.
thread_local SinkSpan::Extra* spare = nullptr;
thread_local Thread thread = Thread::kNew;

/// Deletes the spare one when its thread ends. Operations may end after that.
thread_local ThreadEnd deletion{[]() noexcept {
  thread = Thread::kEnding;
  delete std::exchange(spare, nullptr);
}};

[[gnu::noinline]] bool Register() noexcept {
  if (thread == Thread::kNew) {
    thread = Thread::kKnown;
    deletion.Await();
  }
  return thread == Thread::kKnown;
}

}  // namespace

SinkSpan::Extra& SpareExtra::Give(SinkSpan& span) {
  if (span.extra != nullptr) return *span.extra;
  if (spare == nullptr) {
    span.extra = std::make_unique<SinkSpan::Extra>();
  } else {
    span.extra.reset(std::exchange(spare, nullptr));
  }
  return *span.extra;
}

void SpareExtra::Take(SinkSpan& span) noexcept {
  constexpr std::size_t kLongest = 256;
  SinkSpan::Extra* const extra = span.extra.get();
  if (extra == nullptr) return;
  if (extra->is_sinks || extra->command.capacity() > kLongest || spare != nullptr) {
    extra->below.reset();
    return;
  }
  if (thread != Thread::kKnown && !Register()) return;
  spare = span.extra.release();
}

void SpareExtra::ReleaseScope() noexcept {
  if (spare != nullptr) spare->below.reset();
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
