#pragma once

#include <opentelemetry/version.h>

#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace sdk::metrics {
class MeterProvider;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sets the buckets that semconv recommends for dbspan's histograms: durations from 1 ms (Redis: 50
/// µs) to 10 s, and rows.
///
/// Otherwise the SDK counts nearly every operation in its first bucket, because its defaults are
/// for milliseconds and durations are in seconds. The API of 1.19 cannot recommend buckets. Call it
/// before the first operation.
void AddDurationViews(opentelemetry::sdk::metrics::MeterProvider& provider);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
