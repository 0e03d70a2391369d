#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "view/arena.h"
#include "view/blocks.h"
#include "view/hash_index.h"

namespace dbspan::view {

/// Stores each distinct text once and refers to it by index; 0 is the empty text. Texts are never
/// removed, so a string_view from the table is valid as long as the table exists.
class StringTable {
 public:
  StringTable() { Add({}); }

  std::uint32_t Add(std::string_view text) {
    const std::uint64_t hash = HashOf(text);
    const std::uint32_t found = Find(text);
    if (found != HashIndex::kNone) return found;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.push_back({letters_.Add(text.data(), text.size()), text.size()});
    index_.Add(hash, number, [this](std::uint32_t other) { return HashOf(texts_[other]); });
    bytes_ += text.size() + sizeof(std::string_view) + HashIndex::kBytesPerValue;
    return number;
  }
  /// Returns the index of a text; HashIndex::kNone if the table does not have it.
  std::uint32_t Find(std::string_view text) const {
    return index_.Find(HashOf(text), [&](std::uint32_t number) { return texts_[number] == text; });
  }
  std::string_view operator[](std::uint32_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  static std::uint64_t HashOf(std::string_view text) { return std::hash<std::string_view>{}(text); }

  Arena<char> letters_;
  Blocks<std::string_view> texts_;
  HashIndex index_;
  std::size_t bytes_ = 0;
};

}  // namespace dbspan::view
