#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/shared_ptr.h>

#include <vector>

#include "dbspan/version.h"
#include "sdk/environment.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns one propagator that injects and extracts all chosen formats, in their order.
opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
PropagatorOf(const std::vector<Propagation>& chosen);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
