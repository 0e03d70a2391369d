#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "view/received_span.h"

namespace dbspan::view {

/// What became of a file of OTLP JSON lines.
struct FileOutcome {
  std::string error;  ///< Not empty: it cannot be read, and why.
  std::size_t spans = 0;
  std::size_t lines = 0;          ///< Not empty ones.
  std::size_t other_signals = 0;  ///< Lines of metrics or log records.
  std::vector<std::pair<std::size_t, std::string>>
      bad_lines;  ///< Number, from 1, and reason. The first 100.
  std::size_t bad = 0;
};

/// Reads a file with one OTLP object a line (OTLP file exporter, status Development), plain or
/// gzip;
/// `-` is standard input. Bad lines are skipped and named; a last line that is cut is a bad line.
FileOutcome ReadJsonLines(const std::string& path, SpanSink& sink);

}  // namespace dbspan::view
