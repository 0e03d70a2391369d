#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Types of OTLP requests.
enum class Message : std::uint8_t { kTracesRequest, kMetricsRequest, kLogsRequest };

/// Returns an encoded message in OTLP's JSON form: ids in hexadecimal, 64-bit integers as texts,
/// enumerations as numbers. Source: OTLP specification, "JSON Protobuf Encoding".
///
/// Throws protozero::exception if it is not an encoded message.
std::string ToJson(Message message, std::string_view encoded);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
