#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Maps statements to consecutive indexes, without an allocation per operation.
///
/// Open addressing, at most half full. Accepts up to `most` statements. The first few are stored in
/// the object.
class StatementIndex {
 public:
  static constexpr std::size_t kFull = static_cast<std::size_t>(-1);

  explicit StatementIndex(std::size_t most) : most_(most) {}
  StatementIndex(const StatementIndex&) = delete;
  StatementIndex& operator=(const StatementIndex&) = delete;
  ~StatementIndex() = default;

  /// Returns the index of `statement`. A new statement gets the next index, then equal to `size() -
  /// 1`; `kFull` if there are `most` statements already.
  std::size_t Find(std::uint64_t statement) {
    if (used_ * 2 >= size_) Grow();
    Slot& slot = SlotOf(statement);
    if (slot.place != kFree) return slot.place;
    if (used_ >= most_) return kFull;
    slot = {statement, static_cast<std::uint32_t>(used_)};
    return used_++;
  }
  std::size_t size() const { return used_; }

 private:
  static constexpr std::uint32_t kFree = static_cast<std::uint32_t>(-1);
  struct Slot {
    std::uint64_t statement = 0;
    std::uint32_t place = kFree;
  };

  Slot& SlotOf(std::uint64_t statement) {
    const std::size_t mask = size_ - 1;
    // Fibonacci hashing spreads the ids of statements, which may be numbers, addresses or hashes.
    std::size_t at = (statement * 0x9E3779B97F4A7C15U >> 32U) & mask;
    while (slots_[at].place != kFree && slots_[at].statement != statement) at = (at + 1) & mask;
    return slots_[at];
  }
  void Grow() {
    std::vector<Slot> grown(2 * size_);
    const Slot* const before = slots_;
    const std::size_t size = size_;
    slots_ = grown.data();
    size_ = grown.size();
    for (std::size_t at = 0; at < size; ++at) {
      if (before[at].place != kFree) SlotOf(before[at].statement) = before[at];
    }
    many_ = std::move(grown);
  }

  std::size_t most_;
  std::size_t used_ = 0;
  std::array<Slot, 16> few_;
  std::vector<Slot> many_;
  Slot* slots_ = few_.data();
  std::size_t size_ = few_.size();
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
