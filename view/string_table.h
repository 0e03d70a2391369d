#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dbspan::view {

/// Stores each distinct text once and refers to it by index; 0 is the empty text. Texts are never
/// removed, so a string_view from the table is valid as long as the table exists.
class StringTable {
 public:
  StringTable() { Add({}); }

  std::uint32_t Add(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), number);
    bytes_ += text.size() + kOverhead;
    return number;
  }
  std::string_view operator[](std::uint32_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kOverhead = 104;  ///< Bytes per text in both containers, measured.

  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::size_t bytes_ = 0;
};

}  // namespace dbspan::view
