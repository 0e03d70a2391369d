#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "view/store.h"

namespace dbspan::view {

/// Takes a piece of output.
using Writer = std::function<void(std::string_view)>;

/// Writes the spans of a store as OTLP JSON lines (OTLP file exporter, status Development): one
/// TracesData object a line, each of one process and at most 500 spans.
/// `processes` with a span come first; what is right below one of them is written as its child.
void WriteJsonSpans(const Store& store, const std::vector<ProcessFacts>& processes,
                    const Writer& write);

}  // namespace dbspan::view
