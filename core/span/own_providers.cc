#include <algorithm>
#include <array>

#include "core/span/sink.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// The providers of existing results of dbspan::sdk::setup. Further providers are not registered, so
// their operations do not go to the sink.
std::array<std::atomic<const void*>, 16> own;

bool Replace(const void* old, const void* with) noexcept {
  return std::any_of(own.begin(), own.end(), [&](std::atomic<const void*>& place) {
    const void* expected = old;
    return place.compare_exchange_strong(expected, with);
  });
}

}  // namespace

void OwnProviders::Add(const void* provider) noexcept { Replace(nullptr, provider); }

void OwnProviders::Remove(const void* provider) noexcept { Replace(provider, nullptr); }

bool OwnProviders::Has(const void* provider) noexcept {
  return std::any_of(own.begin(), own.end(), [&](const std::atomic<const void*>& place) {
    return place.load(std::memory_order_relaxed) == provider;
  });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
