#pragma once

#include <string>
#include <string_view>

#include "view/picture.h"

namespace dbspan::view {

/// Returns the built page (view/page) with its `@DBSPAN_…@` markers. It is compiled into the
/// program.
std::string_view PageTemplate();

/// Replaces the markers of a built page: title and text are escaped, `data` is compressed and
/// encoded in Base64. If `data` is empty, the page fetches it.
std::string FillPage(std::string_view page, std::string_view title, std::string_view text,
                     std::string_view data);

/// Returns the built page for a live server: it fetches `data` and `state` from the server that
/// sent it (docs/view-data.md).
std::string LivePage(std::string_view page, std::string_view title);

}  // namespace dbspan::view
