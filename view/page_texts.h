#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "view/attribute_sets.h"
#include "view/picture.h"
#include "view/string_table.h"

namespace dbspan::view {

/// The texts, attribute sets and services that the rows of a page refer to, each once, by their
/// index in the page. The picture must outlive the object.
class PageTexts {
 public:
  explicit PageTexts(const Picture& picture);

  void Take(const Row& row);  ///< Adds what a row refers to.

  // The indices of what was added.
  std::uint32_t Text(std::uint32_t text) const { return text_of_[text]; }
  std::uint32_t Set(std::uint32_t set) const { return set_of_[set]; }
  std::uint32_t NameOf(const Row& row) const;
  std::uint32_t ServiceOf(std::uint32_t process) const {
    return service_of_[std::min<std::size_t>(process, service_of_.size() - 1)];
  }

  const StringTable& strings() const { return strings_; }
  const AttributeSets& sets() const { return sets_; }
  const std::vector<std::string>& services() const { return services_; }
  std::size_t events() const { return events_; }  ///< Number of events of the added rows.

 private:
  std::uint32_t TakeText(std::uint32_t text);
  void TakeSet(std::uint32_t set);
  void TakeService(std::uint32_t process);

  const Picture& picture_;
  StringTable strings_;
  AttributeSets sets_;
  std::vector<std::string> services_;
  std::unordered_map<std::string, std::uint16_t> service_numbers_;
  std::vector<std::uint32_t> text_of_;     ///< For each text of the store: its index in the page.
  std::vector<std::uint32_t> set_of_;      ///< The same for sets of attributes,
  std::vector<std::uint32_t> label_of_;    ///< the labels of statements,
  std::vector<std::uint32_t> service_of_;  ///< and the services of processes.
  std::size_t events_ = 0;
};

}  // namespace dbspan::view
