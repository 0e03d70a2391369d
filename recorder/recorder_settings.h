#pragma once

#include <opentelemetry/trace/span_context.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dbspan/version.h"
#include "recorder/sampler.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Selects the data that a recorder records, and limits its memory.
struct RecorderSettings {
  std::size_t bytes = std::size_t{24}
                      << 20U;       ///< Memory for the queues and measurements of all threads.
  std::size_t most_series = 16000;  ///< Metric series of all clients.
  /// The exporting thread is woken after this many filled chunks.
  std::size_t wake_after_chunks = 4;
  bool spans = true;
  bool metrics = true;
  bool logs = true;
  Sampler sampler;
  /// Parent of operations for which the application provides none: the span that started this
  /// process.
  std::optional<opentelemetry::trace::SpanContext> process_parent;
  double spans_per_name_per_second = 0;   ///< Limit of sampled spans; 0: no limit.
  std::int64_t merge_faster_than = 0;     ///< Nanoseconds (merged_spans.h); 0: no merging.
  std::vector<std::string> baggage_keys;  ///< Entries that become attributes of spans.
};

/// Numbers of spans by their fate.
struct SpanCounts {
  std::uint64_t exported = 0;
  /// Spans that the recording threads dropped because the queue was full.
  std::uint64_t dropped_queue = 0;
  std::uint64_t dropped_export = 0;  ///< Spans that the receiver did not accept.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
