#include "core/process/open_at_exit.h"

#include <array>
#include <atomic>
#include <cstdlib>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kMostClients = 8;
std::array<std::atomic<OpenAtExit::EndOpen>, kMostClients> clients{};

}  // namespace

void OpenAtExit::Register(EndOpen end_open) noexcept {
  const ErrnoGuard errno_guard;
  for (std::atomic<EndOpen>& client : clients) {
    EndOpen known = nullptr;
    if (client.compare_exchange_strong(known, end_open)) break;
    if (known == end_open) return;
  }
  std::atexit([] { EndAll(); });
}

void OpenAtExit::Forget(EndOpen end_open) noexcept {
  for (std::atomic<EndOpen>& client : clients) {
    EndOpen known = end_open;
    client.compare_exchange_strong(known, nullptr);
  }
}

void OpenAtExit::EndAll() noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;
  for (const std::atomic<EndOpen>& client : clients) {
    if (const EndOpen end_open = client.load()) end_open();
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
