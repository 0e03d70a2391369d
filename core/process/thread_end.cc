#include "core/process/thread_end.h"

#include <limits.h>
#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <utility>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr auto kNoThreadKey = std::numeric_limits<pthread_key_t>::max();
std::atomic<pthread_key_t> key{kNoThreadKey};

// The round in which the functions run. In the one after it, the last one, the C library destroys
// the keys that they have set. Rounds are counted from the thread's first use of dbspan. If that is
// in the destructor of a key, in the second round or a later one, there may be too few left: then
// the functions do not run, and what they would release stays until the process ends.
constexpr std::uintptr_t kRound = PTHREAD_DESTRUCTOR_ITERATIONS - 1;

/// What has been released in this thread already.
enum class Released : std::uint8_t { kNothing, kByKey, kByFallback };
thread_local Released released = Released::kNothing;

bool SetKey(std::uintptr_t round) noexcept {
  const pthread_key_t known = key.load();
  return known != kNoThreadKey && pthread_setspecific(known, reinterpret_cast<void*>(round)) == 0;
}

}  // namespace

/// For plugins, which the C library keeps loaded until all these objects are destroyed, and for
/// programs that have used up the keys.
struct ThreadEnd::Fallback {
  Fallback() noexcept = default;
  Fallback(const Fallback&) = delete;
  Fallback& operator=(const Fallback&) = delete;
  ~Fallback() {
    released = Released::kByFallback;
    ReleaseAll();
  }
};

void ThreadEnd::UseKey() noexcept {
  pthread_key_t made = kNoThreadKey;
  if (key.load() == kNoThreadKey && pthread_key_create(&made, &OnKey) == 0) key.store(made);
}

void ThreadEnd::Await() noexcept {
  if (std::exchange(awaited_, true)) return;
  if (released == Released::kByFallback) return;  // it is destroyed only once
  // After the others, the function runs as soon as the key is destroyed again.
  if (first_ == nullptr && !SetKey(released == Released::kByKey ? kRound : 1)) {
    static thread_local const Fallback fallback;
    static_cast<void>(fallback);
  }
  next_ = std::exchange(first_, this);
}

void ThreadEnd::OnKey(void* value) noexcept {
  const auto round = reinterpret_cast<std::uintptr_t>(value);
  if (round < kRound && SetKey(round + 1)) return;
  released = Released::kByKey;
  ReleaseAll();
}

void ThreadEnd::ReleaseAll() noexcept {
  while (first_ != nullptr) std::exchange(first_, first_->next_)->release_();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
