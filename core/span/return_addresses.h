#pragma once

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns where this thread is in the application, innermost first, as build ids and offsets:
/// `shop[<build id>]+0x1234;shop+0x5678`. An object's build id stands where it is first named, and
/// offsets are addresses in its file, as `addr2line` and `dbspan symbolize` want them. Frames in
/// libdbspan.so, in the clients' libraries and in those of the language are left out; at most 20
/// are kept.
///
/// Takes microseconds. Walks the stack without memory of its own and without the lock that the
/// dynamic linker holds while it runs constructors; then allocates the text. Not for signal
/// handlers. Throws std::bad_alloc.
std::string ReturnAddresses();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
