#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "view/received_span.h"

namespace dbspan::view {

/// Result of reading a file of OTLP JSON lines.
struct FileOutcome {
  std::string error;  ///< Why the file cannot be read; empty: it was read.
  std::size_t spans = 0;
  std::size_t lines = 0;          ///< Without empty lines.
  std::size_t other_signals = 0;  ///< Lines of metrics or log records.
  std::vector<std::pair<std::size_t, std::string>>
      bad_lines;        ///< Line number, from 1, and reason, for the first 100 bad lines.
  std::size_t bad = 0;  ///< All bad lines.
};

/// Reads a file with one OTLP object per line (OTLP file exporter, status Development), plain or
/// compressed with gzip; `-` is standard input. Bad lines, which include a truncated last line, are
/// skipped and reported in the result.
FileOutcome ReadJsonLines(const std::string& path, SpanSink& sink);

}  // namespace dbspan::view
