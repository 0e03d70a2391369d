#pragma once

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records the database operations of this process with dbspan's recorder, although the application
/// has set OpenTelemetry providers of its own: docs/recorder.md. Component `dbspan::recorder`.
///
/// Operations are still children of the application's spans, and the sampled flag of these spans
/// counts. The standard `OTEL_*` variables set the destination; `OTEL_SERVICE_NAME` overrides
/// `service`. Call it once, at the start of `main`. Throws std::bad_alloc.
void use_recorder(const std::string& service);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
