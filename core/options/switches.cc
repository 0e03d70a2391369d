#include "dbspan/switches.h"

#include "core/interpose/route.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Switches::set_enabled(bool value) noexcept {
  enabled_.store(value);
  if (value) interpose::Routes::StopPassing();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
