#pragma once

#include <opentelemetry/version.h>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace sdk::metrics {
class MeterProvider;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan::sdk {

/// Gives `db.client.operation.duration` the buckets that semconv advises: 1 ms to 10 s, in seconds.
///
/// Without them the SDK counts every operation into its first bucket (its defaults are made for
/// milliseconds, and the API of 1.19 cannot advise others). Call before the first operation.
void AddDurationViews(opentelemetry::sdk::metrics::MeterProvider& provider);

}  // namespace dbspan::sdk
