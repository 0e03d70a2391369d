#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dbspan::view {

/// Stores each distinct set of attributes once and refers to it by index; 0 is the empty set. Keys
/// and values are indices into a StringTable.
class AttributeSets {
 public:
  using Entries = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  AttributeSets() { Add({}); }

  std::uint32_t Add(const Entries& entries) {
    std::string key(reinterpret_cast<const char*>(entries.data()),
                    entries.size() * sizeof(Entries::value_type));
    bytes_ += numbers_.count(key) == 0 ? 2 * key.size() + kOverhead : 0;
    const auto [found, added] =
        numbers_.emplace(std::move(key), static_cast<std::uint32_t>(sets_.size()));
    if (added) sets_.push_back(entries);
    return found->second;
  }
  /// Replaces the entries of a set. A later `Add` of the same entries still makes a new set.
  void Replace(std::uint32_t number, Entries entries) { sets_[number] = std::move(entries); }
  const Entries& operator[](std::uint32_t number) const { return sets_[number]; }
  std::size_t size() const { return sets_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kOverhead = 96;

  std::vector<Entries> sets_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::size_t bytes_ = 0;
};

}  // namespace dbspan::view
