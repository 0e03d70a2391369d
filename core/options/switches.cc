#include "dbspan/switches.h"

#include "core/interpose/route.h"
#include "dbspan/options.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

Switches::Switches(const Options& options) noexcept
    : enabled_(options.enabled),
      require_parent_(options.require_parent),
      slow_threshold_(options.slow_threshold) {}

void Switches::set_enabled(bool value) noexcept {
  enabled_.store(value);
  if (value) interpose::Routes::StopPassing();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
