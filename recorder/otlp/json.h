#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dbspan::recorder::otlp {

/// Types of OTLP requests.
enum class Message : std::uint8_t { kTracesRequest, kMetricsRequest, kLogsRequest };

/// Returns an encoded message in OTLP's JSON form: ids in hexadecimal, 64-bit integers as texts,
/// enumerations as numbers. Source: OTLP specification, "JSON Protobuf Encoding".
///
/// Throws protozero::exception if it is not an encoded message.
std::string ToJson(Message message, std::string_view encoded);

}  // namespace dbspan::recorder::otlp
