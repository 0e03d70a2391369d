#include "tests/fuzz/literal_soup.h"

#include <cstdlib>
#include <iterator>
#include <variant>

namespace dbspan::test {
namespace {

long Seconds() {
  const char* seconds = std::getenv("DBSPAN_FUZZ_SECONDS");
  return seconds == nullptr ? 0 : std::atol(seconds);
}

}  // namespace

std::string LiteralSoup::Content() {
  std::string content;
  for (std::size_t count = Below(4); count > 0; --count) {
    content += Below(3) == 0 ? Mark() : std::string{fragments_[Below(fragments_.size())]};
  }
  return content;
}

// Simple items keep most statements valid, so that the server returns values. Wild items may
// combine with the text around them in any way.
std::string LiteralSoup::Items() {
  std::string items;
  const std::size_t count = 1 + Below(5);
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) items += Below(8) == 0 ? " " : ",";
    switch (Below(6)) {
      case 0:
        items += "'" + Mark() + "'";
        break;
      case 1:
        items += std::string{fragments_[Below(fragments_.size())]} + "'" + Content() + "'";
        break;
      case 2:
        items += std::string{fragments_[Below(fragments_.size())]} + Content() +
                 std::string{fragments_[Below(fragments_.size())]};
        break;
      default:
        items += "'" + Content() + "'";
    }
  }
  constexpr std::string_view kEnds[] = {"", " -- don't", "\n-- '", " /* it's */", "\n", " AS x"};
  return items + std::string{kEnds[Below(std::size(kEnds))]};
}

std::vector<std::string> SharedMarks(std::string_view value, std::string_view shown) {
  std::vector<std::string> shared;
  for (std::size_t at = value.find("zq"); at != std::string_view::npos;
       at = value.find("zq", at + 1)) {
    const std::size_t end = value.find('k', at);
    if (end == std::string_view::npos) break;
    const std::string_view mark = value.substr(at, end + 1 - at);
    const bool whole = mark.find_first_not_of("0123456789", 2) == mark.size() - 1;
    if (whole && shown.find(mark) != std::string_view::npos) shared.emplace_back(mark);
  }
  return shared;
}

std::string TakeRecorded(Telemetry& telemetry) {
  std::string recorded;
  for (const RecordedSpan& span : telemetry.Spans()) {
    recorded += span.name + '\n';
    for (const char* key : {"db.query.text", "db.query.summary"}) {
      const auto found = span.attributes.find(key);
      if (found != span.attributes.end()) recorded += std::get<std::string>(found->second) + '\n';
    }
  }
  telemetry.Clear();
  return recorded;
}

Budget::Budget(std::size_t rounds)
    : rounds_(rounds),
      end_(std::chrono::steady_clock::now() + std::chrono::seconds{Seconds()}),
      timed_(Seconds() > 0) {}

bool Budget::Take() noexcept {
  if (timed_) return std::chrono::steady_clock::now() < end_;
  return rounds_ != 0 && rounds_-- != 0;
}

std::uint32_t Seed() { return Seconds() > 0 ? std::random_device{}() : 20'261'127U; }

}  // namespace dbspan::test
