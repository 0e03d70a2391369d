#pragma once

#include <cstdint>

#include "view/attribute_sets.h"
#include "view/page_choice.h"
#include "view/page_columns.h"
#include "view/page_texts.h"
#include "view/picture.h"

namespace dbspan::view {

/// Adds the columns of the traces of a page. Times are relative to `base`; the other arguments must
/// outlive the columns.
void AddTraceColumns(const Picture& picture, const PageRows& kept, const PageTexts& texts,
                     std::int64_t base, PageColumns& columns);

/// Adds the columns of attribute sets, which must outlive the columns.
void AddSetColumns(const AttributeSets& sets, PageColumns& columns);

}  // namespace dbspan::view
