#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dbspan/version.h"
#include "recorder/export/variables.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

enum class ExporterKind : std::uint8_t { kOtlp, kConsole, kNone };
enum class Protocol : std::uint8_t { kHttpProtobuf, kHttpJson, kGrpc };

/// Receiver of OTLP requests, and how to reach it.
struct OtlpTarget {
  std::string url;  ///< Complete URL, with the path of the signal.
  Protocol protocol = Protocol::kHttpProtobuf;
  std::vector<std::string> headers;           ///< In the form `name: value`.
  std::chrono::milliseconds timeout{10'000};  ///< Limit of one attempt.
  bool gzip = false;
  std::string certificate;  ///< Paths of PEM files; empty: the system's certificates, or none.
  std::string client_certificate;
  std::string client_key;
};

/// How the spans, the metrics or the log records are exported.
struct SignalSettings {
  bool otlp = true;
  bool console = false;
  /// Nothing is exported only because a ring file keeps the records. If there is none, use OTLP.
  bool otlp_without_rings = false;
  OtlpTarget target;

  bool exported() const noexcept { return otlp || console; }
};

/// Names that depend on the signal.
struct Signal {
  const char* name;
  const char* path;
  const char* service;
};
inline constexpr Signal kTraces{"TRACES", "v1/traces", "trace.v1.TraceService"};
inline constexpr Signal kMetrics{"METRICS", "v1/metrics", "metrics.v1.MetricsService"};
inline constexpr Signal kLogs{"LOGS", "v1/logs", "logs.v1.LogsService"};

/// Prefix of the names of variables for all signals.
inline constexpr const char* kOtlp = "OTEL_EXPORTER_OTLP_";

SignalSettings ReadSignal(Variables& variables, const Signal& signal);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
