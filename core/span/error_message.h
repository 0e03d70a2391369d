#pragma once

#include <string>
#include <string_view>

#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns what may be recorded of an error's words.
///
/// Servers quote data in their messages (`Duplicate entry 'alice@example.com' for key …`), in every
/// language, with every kind of quotes and without any. Redacted: the fixed text of the message, if
/// it is a known one (core/span/error_template.h); words that users chose are dropped altogether.
std::string RecordableMessage(const Error& error, ErrorMessages mode);

/// Returns what may be recorded of the reason that an application gives for a retry: a single word
/// is its own, anything longer may be the words of an error.
std::string RecordableReason(std::string_view reason, ErrorMessages mode);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
