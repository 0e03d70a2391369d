#include "recorder/scope.h"

#include <array>
#include <cstdint>
#include <limits>

namespace dbspan::recorder {
namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

// semconv, database-metrics.md.
constexpr Bounds kStandard{
    {1 * kMillisecond, 5 * kMillisecond, 10 * kMillisecond, 50 * kMillisecond, 100 * kMillisecond,
     500 * kMillisecond, 1 * kSecond, 5 * kSecond, 10 * kSecond, kNone, kNone, kNone, kNone, kNone},
    9};
// The same limits with finer ones below: most commands take less than a millisecond.
constexpr Bounds kFine{
    {50 * kMicrosecond, 100 * kMicrosecond, 250 * kMicrosecond, 500 * kMicrosecond,
     1 * kMillisecond, 2500 * kMicrosecond, 5 * kMillisecond, 10 * kMillisecond, 50 * kMillisecond,
     100 * kMillisecond, 500 * kMillisecond, 1 * kSecond, 5 * kSecond, 10 * kSecond},
    14};

constexpr std::array<Scope, 4> kScopes{{{"dbspan", kStandard},
                                        {"dbspan.pg", kStandard},
                                        {"dbspan.redis", kFine},
                                        {"dbspan.mysql", kStandard}}};

}  // namespace

ScopeId ScopeOf(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kScopes.size(); ++i) {
    if (kScopes[i].name == name) return static_cast<ScopeId>(i + 1);
  }
  return 0;
}

const Scope& ScopeAt(ScopeId id) noexcept { return kScopes[id - 1U]; }

ScopeId ScopeCount() noexcept { return static_cast<ScopeId>(kScopes.size()); }

}  // namespace dbspan::recorder
