#pragma once

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the application's frames on the stack of this thread, innermost first, as build ids and
/// offsets: `shop[<build id>]+0x1234;shop+0x5678`. A name without a build id means
/// the same object as the name before. Offsets are addresses in the object's file, as `addr2line`
/// and `dbspan symbolize` expect them. Frames in libdbspan.so, in client libraries and in language
/// run-time libraries are omitted; at most 20 are kept.
///
/// Takes microseconds. Walks the stack without memory of its own and without the lock that the
/// dynamic linker holds while it runs constructors; then allocates the text. Not for signal
/// handlers. Throws std::bad_alloc.
std::string ReturnAddresses();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
