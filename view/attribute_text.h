#pragma once

#include <string>
#include <string_view>

#include "view/received_span.h"

namespace dbspan::view {

/// Deepest nesting of attribute values; deeper values are replaced by `…`.
constexpr int kDeepestValue = 16;

/// Returns `text` as a JSON string with its quotes. `<` and U+2028 are escaped, so that it is safe
/// within HTML.
std::string JsonText(std::string_view text);
/// Returns the shortest text that reads back as the same number; NaN and infinity as JSON strings.
std::string NumberText(double number);
/// Returns the bytes in lower-case hexadecimal.
std::string HexText(std::string_view bytes);
std::string HexOf(const TraceId& id);
std::string HexOf(SpanId id);

/// Makes a resource from its attributes: takes service, executable, instance and pid from them.
/// Without `service.name`, the service is `unknown_service`.
ReceivedResource ResourceOf(Attributes attributes);

}  // namespace dbspan::view
