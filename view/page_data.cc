#include "view/page_data.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "view/gzip.h"
#include "view/page_choice.h"
#include "view/page_columns.h"
#include "view/page_examples.h"
#include "view/page_header.h"
#include "view/row_columns.h"
#include "view/writer.h"

namespace dbspan::view {
namespace {

std::string NumberBytes(std::uint32_t number) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>(number >> shift & 255U);
  }
  return bytes;
}

void WritePageData(const Picture& picture, std::size_t spans, std::size_t ordinary,
                   const Writer& write) {
  const PageRows kept = ChooseRows(picture, spans, ordinary);
  std::int64_t base = picture.run.started;
  for (const Tree& tree : picture.forest.trees) {
    base = base == 0 ? tree.start : std::min(base, tree.start);
  }
  std::vector<std::int32_t> page_number(picture.by_total.size());
  for (std::size_t i = 0; i < picture.by_total.size(); ++i) {
    page_number[picture.by_total[i]] = static_cast<std::int32_t>(i);
  }
  const RowColumns rows{picture, kept, page_number, base};
  PageColumns columns;
  rows.AddTo(columns);
  const std::vector<Examples> examples = FindExamples(picture, kept);
  const PageContents contents{picture, kept, rows, examples, page_number, base};
  const auto write_header = [&](const Writer& to) {
    WritePageHeader(contents, columns.index(), to);
  };
  // The size comes before the header. A header that is too long to be kept is made twice.
  constexpr std::size_t kMostKept = std::size_t{8} << 20U;
  std::size_t size = 0;
  std::string header;
  write_header([&](std::string_view piece) {
    size += piece.size();
    if (size <= kMostKept) {
      header += piece;
    } else {
      header = std::string{};
    }
  });
  const std::size_t padding = (8 - size % 8) % 8;
  write("DBSPAN1\n");
  write(NumberBytes(static_cast<std::uint32_t>(size + padding)));
  write(NumberBytes(0));
  if (size <= kMostKept) {
    write(header);
  } else {
    write_header(write);
  }
  header = std::string{};
  write(std::string(padding, ' '));
  columns.WriteTo(write);
}

}  // namespace

std::string PageData(const Picture& picture, const PageLimits& limits) {
  std::string container;
  WritePageData(picture, limits.spans, limits.ordinary_spans,
                [&](std::string_view piece) { container += piece; });
  return container;
}

std::string PackPageData(const Picture& picture, int level, const PageLimits& limits) {
  // Base64 makes four characters of three bytes. A tenth is for the page itself and its text.
  const std::size_t most = limits.bytes / 10 * 9 / 4 * 3;
  for (std::size_t spans = std::min(limits.spans, picture.forest.rows.size());; spans /= 2) {
    GzipWriter packed{level};
    WritePageData(picture, spans, limits.ordinary_spans, [&](std::string_view piece) {
      if (packed.size() <= most || spans == 0) packed.Add(piece);
    });
    if (packed.size() <= most || spans == 0) return packed.Finish();
  }
}

}  // namespace dbspan::view
