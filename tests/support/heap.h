#pragma once

#include <malloc.h>

#include <cstddef>

namespace dbspan::test {

/// Returns the bytes that the program has allocated and not freed. With the address sanitizer,
/// which has an allocator of its own, it is always 0.
inline std::size_t HeapInUse() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// Rounds of a growth test, of which the first ones may still fill caches and limited tables.
inline constexpr int kRoundsToWarmUp = 5'000;
inline constexpr int kRounds = 20'000;
/// Growth of the heap that is not counted as growth per round: less than 4 bytes a round.
inline constexpr std::size_t kNoise = std::size_t{48} * 1024;

/// Calls `round(i)` for all rounds. Returns how many bytes the heap grew after the first ones.
template <class Round>
std::size_t GrowthOver(const Round& round) {
  int i = 0;
  while (i < kRoundsToWarmUp) round(i++);
  const std::size_t before = HeapInUse();
  while (i < kRounds) round(i++);
  const std::size_t after = HeapInUse();
  return after > before ? after - before : 0;
}

}  // namespace dbspan::test
