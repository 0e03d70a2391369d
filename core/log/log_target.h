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
/// Case and blanks around the value do not matter. Any other word, and a file that cannot be
/// opened, count as `auto`, and are reported once, on a terminal only.
///
/// Standard error is used only while descriptor 2 is still the file that it was when dbspan was
/// loaded: if the program has closed it, the descriptor may now be a connection or a database file.
/// The log file is opened for every line, so that no descriptor is kept. A line that cannot be
/// written without waiting is lost.
void WriteToLog(std::string_view line) noexcept;

/// Reports a value of DBSPAN_LOG that is no destination, without waiting for a first line.
void ReportUnknownLogTarget() noexcept;

/// Tells whether all lines go to standard error, also if it is no terminal.
bool LogsToStandardError() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
