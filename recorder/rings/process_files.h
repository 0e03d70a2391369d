#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What /proc says of a process. `process` is a number or "self".
namespace dbspan::recorder::rings {

inline constexpr std::string_view kRingSuffix = ".ring";

/// At most so many bytes of a file; empty if it cannot be read.
std::string ReadFile(const std::string& path, std::size_t most);
std::string ReadLink(const std::string& path);
/// When the process started, in ticks since the machine did; 0: there is none.
std::uint64_t StartTicksOf(const std::string& process);
/// Tells whether one of its threads has a file mapped. True if that cannot be found out.
bool HasMapped(const std::string& process, ino_t file, std::string_view name);

}  // namespace dbspan::recorder::rings
