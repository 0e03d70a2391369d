#pragma once

#include <string>
#include <string_view>

#include "view/received_span.h"

namespace dbspan::view {

/// Values nested deeper are cut.
constexpr int kDeepestValue = 16;

/// `text` as a JSON string, quotes included, with `<` and U+2028 escaped so that it is safe in a
/// page.
std::string JsonText(std::string_view text);
/// The shortest form that reads back as the same number; not finite ones as JSON strings.
std::string NumberText(double number);
/// Lower-case hexadecimal.
std::string HexText(std::string_view bytes);
std::string HexOf(const TraceId& id);
std::string HexOf(SpanId id);

/// Picks what a resource says about its process. Without a service name it is `unknown_service`.
ReceivedResource ResourceOf(Attributes attributes);

}  // namespace dbspan::view
