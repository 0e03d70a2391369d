#pragma once

#include <cstdint>

namespace dbspan::bench {

/// Returns the number of calls of operator new on this thread so far. The benchmark programs
/// replace operator new to count them.
std::uint64_t Allocations() noexcept;

}  // namespace dbspan::bench
