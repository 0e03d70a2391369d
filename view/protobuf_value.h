#pragma once

#include <protozero/pbf_reader.hpp>
#include <string>

#include "view/received_span.h"

namespace dbspan::view {

/// Returns a field of type string; invalid UTF-8 is replaced.
std::string ProtobufText(protozero::pbf_reader& field);

/// Reads a KeyValue. The value becomes a text; arrays and maps become JSON. Source:
/// opentelemetry/proto/common/v1/common.proto.
Attribute ReadProtobufAttribute(protozero::pbf_reader pair);

}  // namespace dbspan::view
