#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/nostd/string_view.h>

#include <string>

#include "core/span/attribute_list.h"
#include "dbspan/version.h"
#include "recorder/otlp/fields.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Adds an attribute to an encoded message. Supports the value types that dbspan's attributes have.
/// Throws std::bad_alloc.
void AddValue(std::string& message, otlp::AttributesOf of, opentelemetry::nostd::string_view name,
              const opentelemetry::common::AttributeValue& value);

/// Encodes a list of attributes as fields of the message that `of` names. Throws std::bad_alloc.
std::string Encode(otlp::AttributesOf of, const AttributeList& attributes);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
