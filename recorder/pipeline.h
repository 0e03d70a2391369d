#pragma once

#include <string>

#include "dbspan/version.h"
#include "recorder/export/export_thread.h"
#include "recorder/export/settings.h"
#include "recorder/process.h"
#include "recorder/recorder.h"
#include "recorder/rings/ring_file.h"
#include "recorder/texts.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Configuration of a pipeline. Never destroyed, because pipelines and forked children refer to it.
struct Configuration {
  /// Reads the environment.
  explicit Configuration(ProcessSettings given);

  const ProcessSettings process;
  ExportSettings settings;
};

/// Returns the settings for a process with a ring file, or for one whose file could not be made
/// (`shared` is false): it has no reader and exports what it would without `DBSPAN_RING_DIR`.
ExportSettings WithRings(ExportSettings settings, bool shared);

/// Recorder and exporter of one process.
struct detail::Pipeline {
  /// `shared` is the ring file, or null.
  Pipeline(const Configuration& made_of, const std::string& resource, Texts& interned,
           rings::RingFile* shared, void (*on_first_export)());

  /// Returns whether the exporting thread runs.
  bool exports() const noexcept { return settings.exports(); }

  const Configuration& configuration;
  const ExportSettings settings;
  rings::RingFile* const ring_file;  // or null
  Recorder recorder;
  ExportThread exporter;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
