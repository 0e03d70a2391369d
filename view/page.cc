#include "view/page.h"

#include <array>
#include <utility>

#include "view/gzip.h"

namespace dbspan::view {
namespace {

std::string Escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

namespace {

void ReplaceOnce(std::string& text, std::string_view before, std::string_view after) {
  const auto at = text.find(before);
  if (at != std::string::npos) text.replace(at, before.size(), after);
}

}  // namespace

std::string LivePage(std::string_view page, std::string_view title) {
  std::string live{page};
  ReplaceOnce(live, "connect-src 'none'", "connect-src 'self'");
  ReplaceOnce(live, "id=\"data\">@DBSPAN_DATA@", "id=\"data\" data-source=\"data\">");
  return FillPage(live, title, "This page needs JavaScript.", {});
}

std::string FillPage(std::string_view page, std::string_view title, std::string_view text,
                     std::string_view data) {
  const std::array<std::pair<std::string_view, std::string>, 3> markers{
      {{"@DBSPAN_TITLE@", Escape(title)},
       {"@DBSPAN_TEXT@", Escape(text)},
       {"@DBSPAN_DATA@", data.empty() ? std::string{} : Base64(Gzip(data))}}};
  std::string filled;
  // Only `page` is searched, so that a marker within an inserted text is not replaced.
  while (!page.empty()) {
    const auto at = page.find("@DBSPAN_");
    filled.append(page.substr(0, at));
    if (at == std::string_view::npos) break;
    page.remove_prefix(at);
    std::size_t skipped = 1;
    for (const auto& [marker, value] : markers) {
      if (page.substr(0, marker.size()) != marker) continue;
      filled += value;
      skipped = marker.size();
    }
    if (skipped == 1) filled += page[0];
    page.remove_prefix(skipped);
  }
  return filled;
}

}  // namespace dbspan::view
