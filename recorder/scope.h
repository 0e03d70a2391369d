#pragma once

#include <string_view>

#include "recorder/record.h"
#include "recorder/series.h"

namespace dbspan::recorder {

/// An instrumentation scope: one of dbspan's clients. The views must be string literals.
struct Scope {
  std::string_view name;
  Bounds duration_bounds;
};

/// Number of a scope by its name; 0 for one that is not dbspan's own.
ScopeId ScopeOf(std::string_view name) noexcept;
const Scope& ScopeAt(ScopeId id) noexcept;
/// Ids are from 1 to this.
ScopeId ScopeCount() noexcept;

}  // namespace dbspan::recorder
