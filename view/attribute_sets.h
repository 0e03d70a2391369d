#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "view/arena.h"
#include "view/blocks.h"
#include "view/hash_index.h"

namespace dbspan::view {

/// Stores each distinct set of attributes once and refers to it by index; 0 is the empty set. Keys
/// and values are indices into a StringTable.
class AttributeSets {
 public:
  using Entry = std::pair<std::uint32_t, std::uint32_t>;
  using Entries = std::vector<Entry>;

  /// The entries of a set, valid as long as the sets.
  class Set {
   public:
    using value_type = Entry;
    using const_iterator = const Entry*;

    Set() = default;
    Set(const Entry* first, std::size_t size) : first_(first), size_(size) {}
    const Entry* begin() const { return first_; }
    const Entry* end() const { return first_ + size_; }
    std::size_t size() const { return size_; }

   private:
    const Entry* first_ = nullptr;
    std::size_t size_ = 0;
  };

  AttributeSets() { Add({}); }

  std::uint32_t Add(const Entries& entries) {
    const Set set{entries.data(), entries.size()};
    const std::uint64_t hash = HashOf(set);
    const std::uint32_t found = index_.Find(hash, [&](std::uint32_t number) {
      return std::equal(sets_[number].begin(), sets_[number].end(), set.begin(), set.end());
    });
    if (found != HashIndex::kNone) return found;
    const auto number = static_cast<std::uint32_t>(sets_.size());
    sets_.push_back(Keep(entries));
    index_.Add(hash, number, [this](std::uint32_t other) { return HashOf(sets_[other]); });
    bytes_ += sizeof(Set) + HashIndex::kBytesPerValue;
    return number;
  }
  /// Replaces the entries of a set. A later `Add` of the same entries still makes a new set.
  void Replace(std::uint32_t number, const Entries& entries) { sets_[number] = Keep(entries); }
  Set operator[](std::uint32_t number) const { return sets_[number]; }
  std::size_t size() const { return sets_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  Set Keep(const Entries& entries) {
    bytes_ += entries.size() * sizeof(Entry);
    return {entries_.Add(entries.data(), entries.size()), entries.size()};
  }
  static std::uint64_t HashOf(const Set& set) {
    std::uint64_t hash = set.size();
    for (const auto& [key, value] : set) {
      hash = (hash ^ (std::uint64_t{key} << 32U | value)) * 0x9e3779b97f4a7c15U;
      hash ^= hash >> 32U;
    }
    return hash;
  }

  Arena<Entry> entries_;
  Blocks<Set> sets_;
  HashIndex index_;
  std::size_t bytes_ = 0;
};

}  // namespace dbspan::view
