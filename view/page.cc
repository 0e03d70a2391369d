#include "view/page.h"

#include <algorithm>

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

void ReplaceOnce(std::string& text, std::string_view before, std::string_view after) {
  const auto at = text.find(before);
  if (at != std::string::npos) text.replace(at, before.size(), after);
}

void WriteBase64(std::string_view bytes, const Writer& write) {
  constexpr std::size_t kAtOnce = 48 * 1024;  // a multiple of three
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kAtOnce))) {
    write(Base64(bytes.substr(0, kAtOnce)));
  }
}

}  // namespace

std::string LivePage(std::string_view page, std::string_view title) {
  std::string live{page};
  ReplaceOnce(live, "connect-src 'none'", "connect-src 'self'");
  ReplaceOnce(live, "id=\"data\">@DBSPAN_DATA@", "id=\"data\" data-source=\"data\">");
  std::string filled;
  WritePage(live, title, "This page needs JavaScript.", {},
            [&filled](std::string_view piece) { filled += piece; });
  return filled;
}

void WritePage(std::string_view page, std::string_view title, std::string_view text,
               std::string_view packed, const Writer& write) {
  constexpr std::string_view kStart = "@DBSPAN_";
  constexpr std::string_view kTitle = "@DBSPAN_TITLE@";
  constexpr std::string_view kText = "@DBSPAN_TEXT@";
  constexpr std::string_view kData = "@DBSPAN_DATA@";
  const auto begins_with = [&page](std::string_view marker) {
    return page.substr(0, marker.size()) == marker;
  };
  // Only `page` is searched, so that a marker within an inserted text is not replaced.
  while (!page.empty()) {
    const auto at = std::min(page.find(kStart), page.size());
    write(page.substr(0, at));
    page.remove_prefix(at);
    std::size_t skipped = kTitle.size();
    if (begins_with(kTitle)) {
      write(Escape(title));
    } else if (begins_with(kText)) {
      write(Escape(text));
      skipped = kText.size();
    } else if (begins_with(kData)) {
      WriteBase64(packed, write);
      skipped = kData.size();
    } else {
      skipped = std::min(page.size(), std::size_t{1});
      write(page.substr(0, skipped));
    }
    page.remove_prefix(skipped);
  }
}

}  // namespace dbspan::view
