#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether this thread runs on its own stack. Other stacks (coroutines, signal handlers) may
/// end with a return address that must not be followed: the unwinder reads the code there.
bool IsOnOwnStack() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
