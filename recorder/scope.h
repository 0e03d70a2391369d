#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string_view>

#include "dbspan/version.h"
#include "known_systems.h"
#include "recorder/record.h"
#include "recorder/series.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An instrumentation scope: one of dbspan's clients. The views must be string literals.
struct Scope {
  std::string_view name;
  Bounds duration_bounds;
};

/// Converts bucket limits in seconds to nanoseconds.
constexpr Bounds BoundsOf(const dbspan::detail::ConstantList<double>& seconds) noexcept {
  Bounds bounds{};
  for (std::size_t i = 0; i < Bounds::kMost; ++i) {
    bounds.limits[i] = std::numeric_limits<std::int64_t>::max();
  }
  for (const double limit : seconds) {
    bounds.limits[bounds.used++] = static_cast<std::int64_t>(limit * 1e9 + 0.5);
  }
  return bounds;
}

inline constexpr std::size_t kScopeCount = 1 + std::size(kKnownSystems);

/// dbspan's own scope, followed by those of the database systems in the order of the registry of
/// clients. Ring files contain their ids, so the order must not change.
inline constexpr std::array<Scope, kScopeCount> kScopes = [] {
  std::array<Scope, kScopeCount> scopes{};
  scopes[0] = {"dbspan", BoundsOf(dbspan::detail::kStandardBuckets)};
  for (std::size_t i = 1; i < kScopeCount; ++i) {
    const dbspan::detail::SystemTraits& traits = *kKnownSystems[i - 1];
    scopes[i] = {traits.scope, BoundsOf(traits.duration_buckets)};
  }
  return scopes;
}();

/// Returns the id of a scope; 0 if the name is not a scope of dbspan.
ScopeId ScopeOf(std::string_view name) noexcept;
inline const Scope& ScopeAt(ScopeId id) noexcept { return kScopes[id - 1U]; }
/// Scope ids range from 1 to this number.
constexpr ScopeId ScopeCount() noexcept { return static_cast<ScopeId>(kScopeCount); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
