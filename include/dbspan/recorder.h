#pragma once

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes dbspan's recorder take the database operations of this process, although the application
/// has set OpenTelemetry providers of its own: docs/recorder.md. Component `dbspan::recorder`.
///
/// The application's spans stay the parents of the operations below them, and their sampled flag
/// counts. The standard `OTEL_*` variables say where to; `OTEL_SERVICE_NAME` wins over `service`. To
/// be called once, at the start of `main`. Throws std::bad_alloc.
void use_recorder(const std::string& service);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
