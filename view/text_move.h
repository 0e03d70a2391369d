#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "view/attribute_sets.h"
#include "view/statement.h"
#include "view/string_table.h"

namespace dbspan::view {

/// Copies the requested texts and attribute sets into new tables, each once.
class TextMove {
 public:
  TextMove(const StringTable& texts, const AttributeSets& sets)
      : old_texts_(texts), old_sets_(sets), text_(texts.size(), kNoRow), set_(sets.size(), kNoRow) {
    text_[0] = set_[0] = 0;
  }

  std::uint32_t Text(std::uint32_t number) {
    if (text_[number] == kNoRow) text_[number] = texts_.Add(old_texts_[number]);
    return text_[number];
  }
  std::uint32_t Set(std::uint32_t number) {
    if (set_[number] == kNoRow) {
      const AttributeSets::Set old = old_sets_[number];
      AttributeSets::Entries entries(old.begin(), old.end());
      for (auto& [key, value] : entries) {
        key = Text(key);
        value = Text(value);
      }
      std::sort(entries.begin(), entries.end());
      set_[number] = sets_.Add(entries);
    }
    return set_[number];
  }
  StringTable TakeTexts() { return std::move(texts_); }
  AttributeSets TakeSets() { return std::move(sets_); }

 private:
  const StringTable& old_texts_;
  const AttributeSets& old_sets_;
  std::vector<std::uint32_t> text_;  ///< New index of each old one; kNoRow: not copied yet.
  std::vector<std::uint32_t> set_;
  StringTable texts_;
  AttributeSets sets_;
};

}  // namespace dbspan::view
