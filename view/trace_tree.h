#pragma once

#include <cstdint>

#include "view/store.h"
#include "view/tree_rows.h"

namespace dbspan::view {

/// Adds the tree of one trace. `begin` to `end`: the indices of its spans in order of start.
void GrowTrace(const Store& store, const std::uint32_t* begin, const std::uint32_t* end,
               TreeRows& rows);

}  // namespace dbspan::view
