#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "view/store.h"

namespace dbspan::view {

/// Receives the output in pieces.
using Writer = std::function<void(std::string_view)>;

/// Writes the spans of a store as OTLP JSON lines (OTLP file exporter, status Development): one
/// TracesData object per line, each with at most 500 spans of one process. The spans of `processes`
/// come first. A span that had a process span as its parent is written as its child again.
void WriteJsonSpans(const Store& store, const std::vector<ProcessFacts>& processes,
                    const Writer& write);

}  // namespace dbspan::view
