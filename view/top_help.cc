#include "view/top_help.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "view/terminal_text.h"

namespace dbspan::view {
namespace {

constexpr const char* kKeys =
    "t total m mean p p95 c count r rate e failed h hit · R reverse · / filter · Enter text, "
    "errors, traces · Space pause · a since start/10 s · z zero · + - interval · v wrap · "
    "o output · w save page · ? · q";

constexpr const char* kHelp[] = {
    "t m p c r e h   sort by total, mean, p95, count, rate, failed, hits; R reverses the order",
    "up down j k     select a statement; PgUp PgDn Home End",
    "Enter           text, errors and traces of the selected statement; Esc closes them",
    "/               filter: words that the statement must have; Enter ends it",
    "a               sums since the start, or of the last 10 s",
    "z               count from here on",
    "Space           pause the display, and continue it",
    "+ -             longer, shorter interval",
    "v               cut or wrap texts",
    "o               the program's output so far, if dbspan run --top keeps it",
    "w               save a page with everything so far, in this directory",
    "q               leave the display; the program continues"};

}  // namespace

std::string TopKeysText() { return kKeys; }

std::vector<std::string> TopHelp() { return {std::begin(kHelp), std::end(kHelp)}; }

std::vector<std::string> LastLinesOf(const std::string& output, std::size_t room,
                                     std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream text{output};
  for (std::string line; std::getline(text, line);) lines.push_back(CutTo(Printable(line), width));
  const std::size_t left_out = lines.size() - std::min(lines.size(), room);
  lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(left_out));
  if (lines.empty()) lines.emplace_back("no output yet");
  return lines;
}

}  // namespace dbspan::view
