#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/attribute_sets.h"
#include "view/page_columns.h"
#include "view/picture.h"
#include "view/string_table.h"

namespace dbspan::view {

/// The rows of a picture that a page contains, and their indices in the page.
struct PageRows {
  std::vector<std::uint32_t> trees;   ///< Indices of the trees in the page, in ascending order.
  std::vector<std::int32_t> row_of;   ///< For each row of the picture: its row in the page, or -1.
  std::vector<std::int32_t> tree_of;  ///< For each tree of the picture: its trace there, or -1.
  std::size_t rows = 0;
};

/// Chooses whole trees with at most `most` rows in all: first trees with findings or failures, then
/// the slowest, and for the last quarter of the rows others spread evenly over time.
PageRows ChooseRows(const Picture& picture, std::size_t most);

/// The columns of spans, events, attribute sets and traces of a page, and the texts that they refer
/// to. Times are relative to `base`. Everything given to the constructor must outlive the object,
/// and the object must outlive the columns that it adds.
class RowColumns {
 public:
  /// `statement_number` maps a statement of the store to its index in the page.
  RowColumns(const Picture& picture, const PageRows& kept,
             const std::vector<std::int32_t>& statement_number, std::int64_t base);

  const StringTable& strings() const { return strings_; }
  const std::vector<std::string>& services() const { return services_; }
  void AddTo(PageColumns& columns) const;

 private:
  template <class Use>
  void ForEachRow(Use&& use) const;
  template <class Number, class Value>
  void AddOfRows(PageColumns& columns, std::string_view name, const char* type, Value value) const;
  template <class Number, class Value>
  void AddOfSpans(PageColumns& columns, std::string_view name, const char* type, Value value) const;
  template <class Number, class Value>
  void AddOfEvents(PageColumns& columns, std::string_view name, const char* type,
                   Value value) const;
  template <class Number, class Value>
  void AddOfTraces(PageColumns& columns, std::string_view name, const char* type,
                   Value value) const;
  void AddRows(PageColumns& columns) const;
  void AddEvents(PageColumns& columns) const;
  void AddTraces(PageColumns& columns) const;
  void AddSets(PageColumns& columns) const;

  void TakeTexts(const Row& row);
  std::uint32_t TakeText(std::uint32_t text);
  void TakeSet(std::uint32_t set);
  void TakeService(std::uint32_t process);
  std::uint32_t NameOf(const Row& row) const;
  std::uint16_t FlagsOf(std::uint32_t number) const;

  const Picture& picture_;
  const PageRows& kept_;
  const std::vector<std::int32_t>& statement_number_;
  const std::int64_t base_;
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
