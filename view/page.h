#pragma once

#include <string>
#include <string_view>

#include "view/picture.h"

namespace dbspan::view {

/// The page as it is built (view/page), with its markers; compiled into the program.
std::string_view PageTemplate();

/// Fills the markers of a built page: title and text escaped, `data` packed and in base64. `data`
/// may be empty: then the page fetches it.
std::string FillPage(std::string_view page, std::string_view title, std::string_view text,
                     std::string_view data);

/// The built page for a server: it fetches `data` and `state` from where it lies
/// (docs/view-data.md).
std::string LivePage(std::string_view page, std::string_view title);

}  // namespace dbspan::view
