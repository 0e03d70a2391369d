#pragma once

#include <vector>

#include "view/store.h"
#include "view/writer.h"

namespace dbspan::view {

/// Writes the spans of a store as OTLP JSON lines (OTLP file exporter, status Development): one
/// TracesData object per line, each with at most 500 spans of one process. The spans of `processes`
/// come first. A span that had a process span as its parent is written as its child again.
void WriteJsonSpans(const Store& store, const std::vector<ProcessFacts>& processes,
                    const Writer& write);

}  // namespace dbspan::view
