#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dbspan::view {

/// Finds the index of a value in an array by the hash of the value. A hash table with open
/// addressing that takes 8 bytes for each slot and has up to twice as many slots as values.
class HashIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::size_t kBytesPerValue = 20;  ///< On average.

  /// Returns the index with this hash for which `equal(index)` is true, or kNone.
  template <class Equal>
  std::uint32_t Find(std::uint64_t hash, Equal&& equal) const {
    if (slots_.empty()) return kNone;
    const std::uint32_t tag = TagOf(hash);
    for (std::size_t i = hash & Mask();; i = (i + 1) & Mask()) {
      if (slots_[i].index == kNone) return kNone;
      if (slots_[i].tag == tag && equal(slots_[i].index)) return slots_[i].index;
    }
  }
  /// Adds an index that Find did not find. `hash_of(index)` returns the hash of an earlier one.
  template <class HashOf>
  void Add(std::uint64_t hash, std::uint32_t index, HashOf&& hash_of) {
    if (4 * (used_ + 1) > 3 * slots_.size()) Grow(hash_of);
    Insert(hash, index);
    ++used_;
  }
  void Clear() {
    slots_ = {};
    used_ = 0;
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;  ///< Half of the hash, so that few values have to be compared.
    std::uint32_t index = kNone;
  };
  static constexpr std::size_t kFewest = 64;

  static std::uint32_t TagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }
  std::size_t Mask() const { return slots_.size() - 1; }

  void Insert(std::uint64_t hash, std::uint32_t index) {
    std::size_t i = hash & Mask();
    while (slots_[i].index != kNone) i = (i + 1) & Mask();
    slots_[i] = {TagOf(hash), index};
  }
  template <class HashOf>
  void Grow(HashOf&& hash_of) {
    std::vector<Slot> before(slots_.empty() ? kFewest : 2 * slots_.size());
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.index != kNone) Insert(hash_of(slot.index), slot.index);
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace dbspan::view
