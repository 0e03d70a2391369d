#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/nostd/string_view.h>

#include <string>

#include "core/span/attribute_list.h"
#include "recorder/otlp/fields.h"

namespace dbspan::recorder {

/// Adds an attribute of one of the types that attributes of ours have. Throws std::bad_alloc.
void AddValue(std::string& message, otlp::AttributesOf of, opentelemetry::nostd::string_view name,
              const opentelemetry::common::AttributeValue& value);

/// Encodes a list of attributes as fields of what they are of. Throws std::bad_alloc.
std::string Encode(otlp::AttributesOf of, const AttributeList& attributes);

}  // namespace dbspan::recorder
