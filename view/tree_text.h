#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"
#include "view/tree_lines.h"

namespace dbspan::view {

/// Draws one tree, cut to the width of the look; ends with a line break.
std::string DrawTree(const Picture& picture, const Tree& tree, const Look& look,
                     const TreeOptions& options);

/// What came of one operation: `25 rows`, `miss`, `ERROR 42P01 relation ? does not exist`.
/// Printable.
std::string ResultOf(const Picture& picture, const Row& row);

}  // namespace dbspan::view
