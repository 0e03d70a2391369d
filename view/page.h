#pragma once

#include <string>
#include <string_view>

#include "view/writer.h"

namespace dbspan::view {

/// Returns the built page (view/page) with its `@DBSPAN_…@` markers. It is compiled into the
/// program.
std::string_view PageTemplate();

/// Writes a built page with its markers replaced: title and text are escaped, the compressed data
/// (PackPageData) is encoded in Base64. If `packed` is empty, the page fetches its data.
void WritePage(std::string_view page, std::string_view title, std::string_view text,
               std::string_view packed, const Writer& write);

/// Returns the built page for a live server: it fetches `data` and `state` from the server that
/// sent it (docs/view-data.md).
std::string LivePage(std::string_view page, std::string_view title);

}  // namespace dbspan::view
