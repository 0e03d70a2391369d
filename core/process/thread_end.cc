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

constexpr auto kNoKey = std::numeric_limits<pthread_key_t>::max();
std::atomic<pthread_key_t> key{kNoKey};

// The round in which the functions run. In the one after it, the last one, the C library destroys
// the keys that they have set.
constexpr std::uintptr_t kRound = PTHREAD_DESTRUCTOR_ITERATIONS - 1;

bool SetKey(std::uintptr_t round) noexcept {
  const pthread_key_t known = key.load();
  return known != kNoKey && pthread_setspecific(known, reinterpret_cast<void*>(round)) == 0;
}

}  // namespace

/// For plugins, which the C library keeps loaded until all these objects are destroyed, and for
/// programs that have used up the keys.
struct ThreadEnd::Fallback {
  Fallback() noexcept = default;
  Fallback(const Fallback&) = delete;
  Fallback& operator=(const Fallback&) = delete;
  ~Fallback() { ReleaseAll(); }
};

void ThreadEnd::UseKey() noexcept {
  pthread_key_t made = kNoKey;
  if (key.load() == kNoKey && pthread_key_create(&made, &OnKey) == 0) key.store(made);
}

void ThreadEnd::Await() noexcept {
  if (std::exchange(awaited_, true)) return;
  if (first_ == nullptr && !SetKey(1)) {
    static thread_local const Fallback fallback;
    static_cast<void>(fallback);
  }
  next_ = std::exchange(first_, this);
}

void ThreadEnd::OnKey(void* value) noexcept {
  const auto round = reinterpret_cast<std::uintptr_t>(value);
  if (round < kRound && SetKey(round + 1)) return;
  ReleaseAll();
}

void ThreadEnd::ReleaseAll() noexcept {
  while (first_ != nullptr) std::exchange(first_, first_->next_)->release_();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
