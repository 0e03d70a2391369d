#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "view/page_choice.h"
#include "view/page_examples.h"
#include "view/picture.h"
#include "view/row_columns.h"
#include "view/writer.h"

namespace dbspan::view {

/// The contents that a page's header describes. All of them must outlive the object.
struct PageContents {
  const Picture& picture;
  const PageRows& kept;
  const RowColumns& rows;
  const std::vector<Examples>& examples;         ///< Of each statement of the store.
  const std::vector<std::int32_t>& page_number;  ///< Index in the page of each statement.
  std::int64_t base = 0;                         ///< Times are relative to it.
};

/// Writes the header of docs/view-data.md in pieces, because texts and statements may be long.
/// `columns`: the members of its object `columns`.
void WritePageHeader(const PageContents& contents, const std::string& columns, const Writer& write);

}  // namespace dbspan::view
