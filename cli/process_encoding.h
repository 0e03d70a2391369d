#pragma once

#include <string>

#include "view/process_facts.h"

namespace dbspan::cli {

/// Encodes the span of a process as a ResourceSpans message. Source:
/// opentelemetry/proto/trace/v1/trace.proto.
std::string EncodeProcess(const view::ProcessFacts& process);

}  // namespace dbspan::cli
