#pragma once

#include <string>

#include "view/picture.h"

namespace dbspan::view {

/// Returns the findings as log records `dbspan.finding` (severity WARN) in one OTLP JSON message
/// that ends with a line break; empty if there are no findings. Each record refers to the span of
/// the finding's first operation.
std::string FindingRecords(const Picture& picture);

}  // namespace dbspan::view
