#pragma once

#include <opentelemetry/sdk/logs/batch_log_record_processor_options.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_options.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/options/environment_reader.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

enum class ExporterKind : std::uint8_t { kNone, kConsole, kOtlp };
enum class Protocol : std::uint8_t { kHttpProtobuf, kHttpJson, kGrpc };
enum class SamplerKind : std::uint8_t { kAlwaysOn, kAlwaysOff, kRatio };
enum class Propagation : std::uint8_t { kTraceContext, kBaggage, kB3, kB3Multi, kJaeger };

/// Export settings of one signal.
struct SignalTarget {
  ExporterKind exporter = ExporterKind::kOtlp;
  Protocol protocol = Protocol::kHttpProtobuf;
  std::optional<std::chrono::milliseconds> timeout;  ///< Limit for one export.
};

/// Values of the standard `OTEL_*` variables that the SDK of 1.19 does not read, or reads
/// differently from the specification; also variables of dbspan.
struct Environment {
  bool disabled = false;       ///< `OTEL_SDK_DISABLED`
  bool names_service = false;  ///< `OTEL_SERVICE_NAME` is set.
  SignalTarget traces;
  SignalTarget metrics;
  SignalTarget logs;
  SamplerKind sampler = SamplerKind::kAlwaysOn;
  bool parent_based = true;
  double sampler_ratio = 1.0;
  std::vector<Propagation> propagators{Propagation::kTraceContext, Propagation::kBaggage};
  opentelemetry::sdk::trace::BatchSpanProcessorOptions spans;
  opentelemetry::sdk::logs::BatchLogRecordProcessorOptions log_records;
  opentelemetry::sdk::metrics::PeriodicExportingMetricReaderOptions reader;
  /// `DBSPAN_EXIT_TIMEOUT`: limit for the last export.
  std::chrono::milliseconds exit_timeout{1000};
  bool flush_on_sigterm = false;        ///< `DBSPAN_FLUSH_ON_SIGTERM`
  std::vector<std::string> complaints;  ///< Messages about invalid values, with the accepted ones.
};

using Lookup = EnvironmentReader::Lookup;

/// Reads the variables. If `export_by_default` is false, signals without a configured exporter or
/// endpoint are not exported.
Environment ReadEnvironment(const Lookup& lookup, bool export_by_default);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
