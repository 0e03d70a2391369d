#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "recorder/export/variables.h"
#include "recorder/otlp/metrics.h"
#include "recorder/recorder.h"
#include "recorder/rings/ring_settings.h"

namespace dbspan::recorder {

enum class ExporterKind : std::uint8_t { kOtlp, kConsole, kNone };
enum class Protocol : std::uint8_t { kHttpProtobuf, kHttpJson, kGrpc };

/// Where OTLP goes.
struct OtlpTarget {
  std::string url;  ///< Whole, with the path of the signal.
  Protocol protocol = Protocol::kHttpProtobuf;
  std::vector<std::string> headers;           ///< `name: value`.
  std::chrono::milliseconds timeout{10'000};  ///< Of one attempt.
  bool gzip = false;
  std::string certificate;  ///< Files; empty: those of the system, or none.
  std::string client_certificate;
  std::string client_key;
};

struct SignalSettings {
  bool otlp = true;
  bool console = false;
  OtlpTarget target;

  bool exported() const noexcept { return otlp || console; }
};

/// When a batch is sent: full, or this old.
struct BatchSettings {
  std::size_t most;
  std::chrono::milliseconds delay;
};

/// What the environment says about recording and exporting (docs/configuration.md).
struct ExportSettings {
  bool disabled = false;
  SignalSettings traces;
  SignalSettings metrics;
  SignalSettings logs;
  BatchSettings spans{512, std::chrono::milliseconds{5'000}};
  BatchSettings log_records{512, std::chrono::milliseconds{1'000}};
  std::chrono::milliseconds metric_interval{60'000};
  otlp::Temporality temporality = otlp::Temporality::kCumulative;
  std::chrono::milliseconds exit_timeout{1'000};  ///< How long `exit` may wait for the receiver.
  bool flush_on_sigterm = false;
  RecorderSettings recorder;
  std::size_t text_bytes = std::size_t{8} << 20U;
  rings::RingSettings rings;

  /// Tells whether the process exports anything itself.
  bool exports() const noexcept { return exports_records() || metrics.exported(); }
  /// Tells whether the process takes its records out of the queues itself.
  bool exports_records() const noexcept {
    return !rings.read_by_others() && (traces.exported() || logs.exported());
  }

  std::vector<std::string> complaints;  ///< Values that were not accepted, and which would be.
};

ExportSettings ReadExportSettings(const Lookup& lookup);

}  // namespace dbspan::recorder
