#pragma once

#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the fixed text of a message, with `?` for every argument; empty if the message is
/// unknown.
///
/// The result consists only of texts that are part of servers and client libraries, so it contains
/// no data, whatever the language and the quoting of the message and whoever worded it. Two kinds
/// of arguments are shown because they are not data: names of SQL types outside of quotes, and
/// positions (`at offset 12`). An argument that is itself a known message is shown as one: `could
/// not connect: connection refused`.
///
/// Further lines may follow the message (DETAIL, LINE); they are ignored.
std::string FixedTextOf(std::string_view message);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
