#pragma once

#include <string>

#include "view/picture.h"

namespace dbspan::view {

/// The findings as log records `dbspan.finding` (severity WARN): one OTLP JSON message, with its
/// line break; empty if there are none. Each record is of the span of its first operation.
std::string FindingRecords(const Picture& picture);

}  // namespace dbspan::view
