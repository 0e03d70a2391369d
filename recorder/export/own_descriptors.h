#pragma once

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Gives the calling thread its own table of file descriptors, which contains only the standard
/// ones.
///
/// Its sockets are then invisible to the application: a daemon that closes all its descriptors does
/// not close them, their numbers are not reused, and children do not inherit them. The thread also
/// keeps no standard descriptor open that the application may close: standard output is kept only
/// if `keeps_output`, and standard error only if dbspan's log is written there.
///
/// Returns false if the system does not allow it (a sandbox); the thread then shares the
/// application's table.
bool UseOwnDescriptors(bool keeps_output) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
