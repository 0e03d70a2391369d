#pragma once

#include <string>

#include "dbspan/options.h"
#include "dbspan/outcome.h"

namespace dbspan {

/// Returns what may be recorded of an error's words.
///
/// Servers quote data in their messages (`Duplicate entry 'alice@example.com' for key …`), and the
/// quoted data may contain quotes. Redacted: the first line only, and everything from the first
/// opening quote to the last closing one is `?`; words that users chose are dropped altogether.
std::string RecordableMessage(const Error& error, ErrorMessages mode);

}  // namespace dbspan
