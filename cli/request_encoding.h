#pragma once

#include <string>
#include <string_view>

#include "recorder/otlp/json.h"

namespace dbspan::cli {

/// Encodes a request in OTLP's JSON form as protobuf, with all fields of opentelemetry-proto 1.5.
/// Unknown fields are left out. Throws a std::exception if it is no such request.
std::string EncodeRequest(recorder::otlp::Message message, std::string_view json);

/// The reverse: returns an encoded request in OTLP's JSON form, in one line. (recorder/otlp/json.h
/// knows only the fields that dbspan itself writes.)
std::string DecodeRequest(recorder::otlp::Message message, std::string_view encoded);

}  // namespace dbspan::cli
