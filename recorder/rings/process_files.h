#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/version.h"

/// Information from /proc about a process. `process` is a process id or "self".
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::string_view kRingSuffix = ".ring";

/// Returns at most `most` bytes of a file; empty if it cannot be read.
std::string ReadFile(const std::string& path, std::size_t most);
std::string ReadLink(const std::string& path);
/// Returns the start time of the process, in clock ticks since boot; 0 if there is no such process.
std::uint64_t StartTicksOf(const std::string& process);
/// Returns whether the process has mapped a file. True if that cannot be determined.
bool HasMapped(const std::string& process, ino_t file, std::string_view name);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
