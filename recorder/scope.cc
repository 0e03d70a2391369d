#include "recorder/scope.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

ScopeId ScopeOf(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kScopeCount; ++i) {
    if (kScopes[i].name == name) return static_cast<ScopeId>(i + 1);
  }
  return 0;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
