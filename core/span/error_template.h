#pragma once

#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the fixed text of a message, with `?` for every argument; empty if the message is not
/// known.
///
/// Nothing else is ever returned than texts that servers and client libraries have in them, so no
/// data can be in it, whatever language it is, whatever it quotes, and whoever worded the message.
/// Of arguments two kinds are shown, because they are no data: the names of SQL's own types outside
/// of quotes, and positions (`at offset 12`). An argument that is a known message itself is shown
/// as one: `could not connect: connection refused`.
///
/// The text may go on after the message (DETAIL, LINE), in lines of their own.
std::string FixedTextOf(std::string_view message);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
