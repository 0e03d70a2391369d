#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Installs the providers and the propagator of libdbspan_autosetup.so in this copy's OpenTelemetry
/// API, if this API has no provider: a program that does not export the API's variables has a set
/// of its own. `copy` is dbspan_autosetup_copy (core/interpose/meeting_symbols.h); null changes
/// nothing.
///
/// Any thread may call it; later calls have no effect. Throws std::bad_alloc.
void AdoptProviders(int (*copy)(const char* type, void* to));

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
