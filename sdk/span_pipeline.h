#pragma once

#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/sampler.h>

#include <memory>
#include <vector>

#include "dbspan/sdk/setup.h"
#include "dbspan/version.h"
#include "sdk/environment.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the sampler that `environment` selects, with the limits and exceptions of `setup` around
/// it.
std::unique_ptr<opentelemetry::sdk::trace::Sampler> SamplerOf(const Setup& setup,
                                                              const Environment& environment);
/// Returns the processors that spans pass through, one per exporter; empty if spans are not
/// exported.
std::vector<std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor>> ProcessorsOf(
    const Setup& setup, const Environment& environment);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
