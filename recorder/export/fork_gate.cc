#include "recorder/export/fork_gate.h"

#include <atomic>
#include <cstdint>

#include "recorder/futex.h"
#include "recorder/recording_thread.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::int64_t kPatience = 200'000'000;

std::atomic<std::uint32_t> forks{0};   // number of forks in progress
std::atomic<std::uint32_t> inside{0};  // 1 while an `Inside` exists

}  // namespace

ForkGate::Inside::Inside() noexcept {
  while (true) {
    inside.store(1);
    const std::uint32_t under_way = forks.load();
    if (under_way == 0) return;
    inside.store(0);
    WakeAll(inside);
    WaitWhile(forks, under_way, kPatience);
  }
}

ForkGate::Inside::~Inside() {
  inside.store(0);
  if (forks.load() != 0) WakeAll(inside);
}

void ForkGate::BeforeFork() {
  forks.fetch_add(1);
  const std::int64_t deadline = SteadyNow() + kPatience;
  while (inside.load() != 0 && SteadyNow() < deadline) {
    WaitWhile(inside, 1, deadline - SteadyNow());
  }
}

void ForkGate::InParent() {
  if (forks.fetch_sub(1) == 1) WakeAll(forks);
}

void ForkGate::InChild() {
  forks.store(0);
  inside.store(0);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
