#pragma once

#include <cstdint>

namespace dbspan::bench {

/// Calls of operator new on this thread so far; the benchmark programs replace it to count.
std::uint64_t Allocations() noexcept;

}  // namespace dbspan::bench
