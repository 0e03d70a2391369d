#pragma once

#include <opentelemetry/nostd/span.h>
#include <opentelemetry/sdk/trace/recordable.h>

#include <memory>
#include <string>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns an encoded ExportTraceServiceRequest with `spans`, which must be `WireSpan`s, grouped by
/// resource and scope.
std::string WireRequestOf(
    const opentelemetry::nostd::span<std::unique_ptr<opentelemetry::sdk::trace::Recordable>>&
        spans);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
