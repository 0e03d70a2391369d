#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"
#include "view/tree_lines.h"

namespace dbspan::view {

/// Returns the lines of one tree, cut to `look.width`, with a line break at the end.
std::string DrawTree(const Picture& picture, const Tree& tree, const Look& look,
                     const TreeOptions& options);

/// Returns the result of one operation, made printable: `25 rows`, `miss`,
/// `ERROR 42P01 relation ? does not exist`.
std::string ResultOf(const Picture& picture, const Row& row);

}  // namespace dbspan::view
