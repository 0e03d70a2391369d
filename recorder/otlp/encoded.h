#pragma once

#include <cstdint>
#include <string_view>

namespace dbspan::recorder::otlp {

/// The messages that others wrote and that become part of a request.
enum class Part : std::uint8_t { kResource, kSpan, kLogRecord };

/// Tells whether that is such a message, encoded: then ToJson and others can read what contains it.
bool IsEncoded(Part part, std::string_view bytes) noexcept;

}  // namespace dbspan::recorder::otlp
