#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Writes one line to the destination that the environment variable DBSPAN_LOG sets:
///
/// - `auto` (default): standard error, if it is a terminal;
/// - `stderr`: standard error, whatever it is;
/// - `off`: nowhere;
/// - a file's name, with a '/' or a '.' in it: appended to that file.
///
/// Standard error is used only while descriptor 2 is still the file that it was when dbspan was
/// loaded: if the program has closed it, the descriptor may now be a connection or a database file.
/// The log file is opened for every line, so that no descriptor is kept. A line that cannot be
/// written without waiting is lost.
void WriteToLog(std::string_view line) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
