#include "core/log/log_once.h"

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/log/log_line.h"
#include "core/log/log_target.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// After this many different topics, further ones are not written, so that the log is not flooded.
constexpr std::size_t kMostTopics = 64;

// FNV-1a, but never 0, which is the value of a free slot.
std::uint64_t HashOf(std::string_view text) noexcept {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001B3U;
  }
  return hash == 0 ? 1 : hash;
}

/// Tells whether `topic` is new. Slots are taken in order and never released, so no lock is needed,
/// which a fork could leave locked.
bool IsNew(std::string_view topic) noexcept {
  static std::atomic<std::uint64_t> known[kMostTopics];
  const std::uint64_t hash = HashOf(topic);
  for (auto& place : known) {
    std::uint64_t found = place.load(std::memory_order_relaxed);
    if (found == 0 && place.compare_exchange_strong(found, hash)) return true;
    if (found == hash) return false;
  }
  return false;
}

}  // namespace

void LogOnce(std::string_view message) noexcept { LogOnce(message, message); }

void LogOnce(std::string_view topic, std::string_view message) noexcept {
  if (IsNew(topic)) WriteToLog(LogLine{message}.text());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
