#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "view/store.h"

namespace dbspan::view {

void Store::NamePlaces(const PlaceNames& name) {
  std::vector<std::uint32_t> sets;
  std::vector<std::string_view> stacks;
  for (std::uint32_t i = 0; i < attribute_sets_.size(); ++i) {
    std::string_view stack;
    for (const auto& [key, value] : attribute_sets_[i]) {
      if (strings_[key] == "dbspan.code.stack") stack = strings_[value];
      if (strings_[key] == "code.function.name") stack = {};
    }
    if (stack.empty()) continue;
    sets.push_back(i);
    stacks.push_back(stack);
  }
  if (stacks.empty()) return;
  const std::vector<Attributes> names = name(stacks);
  for (std::size_t i = 0; i < sets.size() && i < names.size(); ++i) {
    const AttributeSets::Set before = attribute_sets_[sets[i]];
    AttributeSets::Entries entries(before.begin(), before.end());
    for (const auto& [key, value] : names[i]) {
      entries.emplace_back(strings_.Add(key), strings_.Add(value));
    }
    std::sort(entries.begin(), entries.end());
    attribute_sets_.Replace(sets[i], entries);
  }
}

}  // namespace dbspan::view
