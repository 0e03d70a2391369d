#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "view/page_choice.h"
#include "view/page_columns.h"
#include "view/page_texts.h"
#include "view/picture.h"
#include "view/string_table.h"

namespace dbspan::view {

/// The columns of spans, events, attribute sets and traces of a page, and the texts that they refer
/// to. Times are relative to `base`. Everything given to the constructor must outlive the object,
/// and the object must outlive the columns that it adds.
class RowColumns {
 public:
  /// `statement_number` maps a statement of the store to its index in the page.
  RowColumns(const Picture& picture, const PageRows& kept,
             const std::vector<std::int32_t>& statement_number, std::int64_t base);

  const StringTable& strings() const { return texts_.strings(); }
  const std::vector<std::string>& services() const { return texts_.services(); }
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
  void AddRows(PageColumns& columns) const;
  void AddEvents(PageColumns& columns) const;

  std::uint16_t FlagsOf(std::uint32_t number) const;

  const Picture& picture_;
  const PageRows& kept_;
  const std::vector<std::int32_t>& statement_number_;
  const std::int64_t base_;
  PageTexts texts_;
  std::vector<std::uint32_t> with_events_;  ///< Rows whose span has events.
};

}  // namespace dbspan::view
