#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether descriptor 2 is the file that it was when dbspan was loaded.
bool StandardErrorIsTheFirst() noexcept;

/// Tells whether descriptor 2 is still its first file, and a terminal; not the master of one.
bool StandardErrorIsTerminal() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
