#pragma once

#include <string>
#include <string_view>

#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the part of an error's message that may be recorded.
///
/// Servers quote data in their messages (`Duplicate entry 'alice@example.com' for key …`), in every
/// language, with every kind of quotes and without any. `redacted` therefore returns only the fixed
/// text of a known message (core/span/error_template.h); messages worded by users are dropped.
std::string RecordableMessage(const Error& error, ErrorMessages mode);

/// Returns the part of an application's reason for a retry that may be recorded. A single word is
/// recorded as it is; a longer text may contain an error message and is treated like one.
std::string RecordableReason(std::string_view reason, ErrorMessages mode);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
