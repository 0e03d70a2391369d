#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Maps statements to consecutive indexes, without an allocation per operation.
///
/// Open addressing, at most half full. Accepts up to `most` statements.
class StatementIndex {
 public:
  static constexpr std::size_t kFull = static_cast<std::size_t>(-1);

  explicit StatementIndex(std::size_t most) : most_(most) {}

  /// Returns the index of `statement`. A new statement gets the next index, then equal to `size() -
  /// 1`; `kFull` if there are `most` statements already.
  std::size_t Find(std::uint64_t statement) {
    if (used_ * 2 >= slots_.size()) Grow();
    Slot& slot = SlotOf(statement);
    if (slot.place != kFree) return slot.place;
    if (used_ >= most_) return kFull;
    slot = {statement, static_cast<std::uint32_t>(used_)};
    return used_++;
  }
  /// Returns the index of `statement`, or `kFull` if it has none. Adds nothing.
  std::size_t Look(std::uint64_t statement) const {
    if (slots_.empty()) return kFull;
    const Slot& slot = slots_[AtOf(statement)];
    return slot.place == kFree ? kFull : slot.place;
  }
  std::size_t size() const { return used_; }

 private:
  static constexpr std::uint32_t kFree = static_cast<std::uint32_t>(-1);
  struct Slot {
    std::uint64_t statement = 0;
    std::uint32_t place = kFree;
  };

  Slot& SlotOf(std::uint64_t statement) { return slots_[AtOf(statement)]; }
  std::size_t AtOf(std::uint64_t statement) const {
    const std::size_t mask = slots_.size() - 1;
    // Fibonacci hashing spreads the ids of statements, which may be numbers, addresses or hashes.
    std::size_t at = (statement * 0x9E3779B97F4A7C15U >> 32U) & mask;
    while (slots_[at].place != kFree && slots_[at].statement != statement) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    std::vector<Slot> before = std::move(slots_);
    slots_.assign(before.empty() ? 16 : before.size() * 2, Slot{});
    for (const Slot& slot : before) {
      if (slot.place != kFree) SlotOf(slot.statement) = slot;
    }
  }

  std::size_t most_;
  std::size_t used_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
