#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Writes one line to where the environment variable DBSPAN_LOG says:
///
/// - `auto` (default): standard error, if it is a terminal;
/// - `stderr`: standard error, whatever it is;
/// - `off`: nowhere;
/// - a file's name, with a '/' or a '.' in it: appended to that file.
///
/// Standard error is written to only while descriptor 2 is the file that it was when dbspan was
/// loaded. Once the program has closed it, the number may belong to a connection or a database
/// file. A file is opened for every line, so that no descriptor is kept. A line that could not be
/// written without waiting is lost.
void WriteToLog(std::string_view line) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
