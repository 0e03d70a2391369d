#pragma once

#include <opentelemetry/nostd/span.h>
#include <opentelemetry/sdk/trace/span_data.h>

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns bytes, such as an id, as hexadecimal digits.
std::string Hex(opentelemetry::nostd::span<const std::uint8_t> bytes);

/// Draws the trace of `root` as a tree, one line per span or run of equal spans. `spans` are all
/// spans of the trace.
void DrawTree(std::ostream& out,
              const std::vector<std::unique_ptr<opentelemetry::sdk::trace::SpanData>>& spans,
              const opentelemetry::sdk::trace::SpanData& root);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
