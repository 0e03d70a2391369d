#pragma once

#include <string_view>

#include "dbspan/detail/sink_span.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Sets the label of a command (insight::AddCommandLabel) and its hash in `noted`. `text` is the
/// recorded text of the command.
///
/// Each thread remembers the labels of a few recent commands. A command with the same name, and
/// with a key that differs from the remembered one only in digits, has the same label, so a loop
/// makes it once. Throws std::bad_alloc.
void SetCommandLabel(std::string_view name, std::string_view text, SinkSpan::Extra& noted);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
