#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dbspan/version.h"
#include "recorder/export/signal_settings.h"
#include "recorder/export/variables.h"
#include "recorder/otlp/metrics.h"
#include "recorder/recorder.h"
#include "recorder/rings/ring_settings.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A batch is sent when it has this many items or its first item is this old.
struct BatchSettings {
  std::size_t most;
  std::chrono::milliseconds delay;
};

/// Settings for recording and exporting, from the environment (docs/configuration.md).
struct ExportSettings {
  bool disabled = false;
  SignalSettings traces;
  SignalSettings metrics;
  SignalSettings logs;
  BatchSettings spans{512, std::chrono::milliseconds{5'000}};
  BatchSettings log_records{512, std::chrono::milliseconds{1'000}};
  std::chrono::milliseconds metric_interval{60'000};
  otlp::Temporality temporality = otlp::Temporality::kCumulative;
  /// Limit of the last export, at `exit`, on SIGTERM or when the configuration is replaced.
  std::chrono::milliseconds exit_timeout{1'000};
  bool flush_on_sigterm = false;
  RecorderSettings recorder;
  std::size_t text_bytes = std::size_t{8} << 20U;
  rings::RingSettings rings;

  /// Returns whether the process exports anything itself.
  bool exports() const noexcept { return exports_records() || metrics.exported(); }
  /// Returns whether the process removes its records from the queues itself.
  bool exports_records() const noexcept {
    return !rings.read_by_others() && (traces.exported() || logs.exported());
  }

  std::vector<std::string> complaints;  ///< Invalid values, each with the accepted ones.
};

ExportSettings ReadExportSettings(const Lookup& lookup);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
