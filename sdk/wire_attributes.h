#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/common/key_value_iterable.h>
#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/sdk/common/attribute_utils.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/otlp/fields.h"

/// Encodes attributes of the OpenTelemetry API and SDK as fields of OTLP messages, with the same
/// types as the SDK's own exporter.
namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

void AppendAttribute(std::string& message, recorder::otlp::AttributesOf of,
                     opentelemetry::nostd::string_view key,
                     const opentelemetry::common::AttributeValue& value);
void AppendAttribute(std::string& message, recorder::otlp::AttributesOf of, const std::string& key,
                     const opentelemetry::sdk::common::OwnedAttributeValue& value);
/// Appends all attributes; one that does not fit into memory is lost.
void AppendAttributes(std::string& message, recorder::otlp::AttributesOf of,
                      const opentelemetry::common::KeyValueIterable& attributes);
/// Returns the position of the key of an appended attribute, which begins at `at`.
std::size_t KeyOf(std::string_view message, std::size_t at) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
