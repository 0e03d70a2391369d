#pragma once

#include <string_view>

#include "dbspan/detail/sink_span.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Sets the label of a command (insight::AddCommandLabel), and its hash in `noted`.
/// `operation` has a `write_text`; `text` is the recorded text, empty if there is none.
///
/// Each thread remembers the labels of a few recent commands. A command with the same name, and
/// with a key that differs from the remembered one only in digits, has the same label, so a loop
/// makes it once and does not need the text. Throws std::bad_alloc.
void SetCommandLabel(const Operation& operation, std::string_view text, SinkSpan::Extra& noted);

/// Returns whether that command takes a lock, as `SET` with NX does.
bool TakesLock(const SinkSpan::Extra& noted) noexcept;

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
