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

/// Gives dbspan's histograms the buckets that semconv advises: durations from 1 ms to 10 s, for
/// Redis from 50 µs, and rows.
///
/// Without them the SDK counts every operation into its first bucket (its defaults are made for
/// milliseconds, and the API of 1.19 cannot advise others). Call before the first operation.
void AddDurationViews(opentelemetry::sdk::metrics::MeterProvider& provider);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
