#pragma once

#include <opentelemetry/sdk/logs/exporter.h>
#include <opentelemetry/sdk/metrics/push_metric_exporter.h>
#include <opentelemetry/sdk/trace/exporter.h>

#include <memory>

#include "dbspan/version.h"
#include "sdk/environment.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Create the exporter of a signal; null if there is none. The exporters themselves read endpoints,
/// headers and certificates from `OTEL_EXPORTER_OTLP_*`.
std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> SpanExporterOf(const SignalTarget& target);
std::unique_ptr<opentelemetry::sdk::metrics::PushMetricExporter> MetricExporterOf(
    const SignalTarget& target);
std::unique_ptr<opentelemetry::sdk::logs::LogRecordExporter> LogExporterOf(
    const SignalTarget& target);

/// Constructs the objects of static storage duration of the SDK's HTTP client, if a signal needs
/// it: its factory and libcurl's global state. `exit` destroys such objects in reverse order, so
/// they must exist before dbspan registers the function that exports at exit. Leaves no descriptor
/// open.
void ConstructStaticsOfExporters(const Environment& environment);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
