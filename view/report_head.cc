#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "view/report.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

constexpr std::size_t kInFlightLines = 10;
constexpr const char* kDied = "  ← the thread that died";

void AppendPart(std::string& line, const std::string& part) {
  if (!line.empty() && line.back() != ' ') line += " · ";
  line += part;
}

// Breaks the headline into lines, preferably at the ` · ` between two parts.
std::string BreakHeadline(const std::string& line, const Look& look) {
  std::string text;
  std::size_t used = 0;
  std::size_t begin = 0;
  while (begin < line.size()) {
    auto end = line.find(" · ", begin);
    const std::string part = line.substr(begin, end == std::string::npos ? end : end - begin);
    const std::size_t cells = CellsOf(part);
    if (used > 0 && used + 3 + cells > look.width) {
      text += "\n    ";
      used = 4;
    } else if (used > 0) {
      text += " · ";
      used += 3;
    }
    text += Wrap(part, look.width - std::min(used, look.width - 1), 4);
    used += cells;
    begin = end == std::string::npos ? line.size() : end + 4;
  }
  return text + '\n';
}

std::string DrawNotices(const Picture& picture, const Look& look) {
  std::string text;
  for (const Notice& notice : picture.run.notices) {
    const bool warning = notice.level == Notice::Level::kWarning;
    text += Paint("  " + Wrap(Printable(notice.text), look.width - 2, 2),
                  warning ? Colour::kYellow : Colour::kPlain, look) +
            '\n';
    if (!notice.advice.empty()) {
      text += "    → " + Wrap(Printable(notice.advice), look.width - 6, 6) + '\n';
    }
  }
  return text;
}

// Reports spans that the store evicted, received twice or rejected.
std::string DrawLeftOut(const Store& store, const Look& look) {
  std::string text;
  const auto add = [&](const std::string& line) {
    text += Paint("  " + Wrap(line, look.width - 2, 2), Colour::kYellow, look) + '\n';
  };
  if (store.evicted_spans() > 0) {
    add(CountText(store.evicted_spans()) + " of " +
        CountText(store.spans().size() + store.evicted_spans()) +
        " spans found no room below --memory: trees are without them, sums and findings are not");
  }
  if (store.evicted_findings().left_out() > 0) {
    add(CountText(store.evicted_findings().left_out(), "finding", "findings") +
        " found no room, the cheapest");
  }
  if (store.processes_dropped() > 0) {
    add(CountText(store.processes_dropped(), "process", "processes") +
        " found no room, the earliest: how they ended is not shown");
  }
  if (store.duplicates() > 0) {
    add(CountText(store.duplicates(), "span", "spans") + " came more than once, counted once");
  }
  if (store.invalid() > 0) {
    add(CountText(store.invalid(), "span", "spans") + " had no id, left out");
  }
  return text;
}

// Returns true if the text, as the store keeps it, is of the thread with this number (0: unknown).
bool IsThread(std::string_view thread, std::int64_t number) {
  if (number == 0) return false;
  const std::string text = std::to_string(number);
  const std::string end = "(" + text + ")";
  return thread == "thread " + text ||
         (thread.size() > end.size() && thread.substr(thread.size() - end.size()) == end);
}

std::string DrawInFlight(const Picture& picture, const Look& look) {
  std::vector<const StoredSpan*> open;
  std::int64_t end = picture.run.started + std::max<std::int64_t>(picture.run.duration, 0);
  for (const StoredSpan& span : picture.store->spans()) {
    if (span.duration < 0 && span.is_operation()) open.push_back(&span);
    if (picture.run.started == 0) end = std::max(end, span.end());
  }
  std::sort(open.begin(), open.end(),
            [](const StoredSpan* a, const StoredSpan* b) { return a->start < b->start; });
  std::string text;
  for (const StoredSpan* span : open) {
    if (open.size() > kInFlightLines && span == open[kInFlightLines]) {
      text += "  … " + CountText(open.size() - kInFlightLines) + " more\n";
      break;
    }
    const auto number = static_cast<std::size_t>(span->statement);
    const Statement& statement = picture.store->aggregates().statements()[number];
    const Process& process = picture.store->processes()[span->process];
    std::string line = "  ";
    const std::string_view thread = picture.store->strings()[span->thread];
    if (!thread.empty()) line += Printable(thread) + " ";
    const bool has_number = !thread.empty() && thread.back() == ')';
    if (process.pid > 0 && !has_number) line += "(" + std::to_string(process.pid) + ") ";
    line += ' ';
    line += Printable(picture.labels[number]) + "  " + Printable(ShortSystem(statement.system)) +
            " " + Printable(statement.server) + "  for " + DurationText(end - span->start);
    const std::string mark = IsThread(thread, picture.run.dead_thread) ? kDied : "";
    text += CutTo(line, look.width - CellsOf(mark)) + mark + '\n';
  }
  return text;
}

}  // namespace

std::string Headline(const Picture& picture) {
  const RunFacts& run = picture.run;
  const Aggregates& sums = picture.store->aggregates();
  std::string line = "dbspan: " + Printable(run.title) + "  ";
  if (!run.outcome.empty()) AppendPart(line, run.outcome);
  if (run.duration >= 0) AppendPart(line, DurationText(run.duration));
  std::string operations = CountText(sums.operations(), "operation", "operations");
  if (sums.operations() > 0) {
    const std::int64_t busy = sums.busy();
    operations +=
        ", " + DurationText(busy) +
        // Processes that the program left running may still call a database after its end.
        (run.duration >= std::max<std::int64_t>(busy, 1)
             ? " of the run in databases (" +
                   ShareText(static_cast<double>(busy), static_cast<double>(run.duration)) + ")"
             : " in databases");
  }
  AppendPart(line, operations);
  if (sums.failed() > 0) AppendPart(line, CountText(sums.failed()) + " failed");
  if (sums.unfinished() > 0) {
    AppendPart(line, (run.signal != 0 ? "in flight when it died: " : "unfinished: ") +
                         CountText(sums.unfinished()));
  }
  if (!picture.findings.empty()) {
    AppendPart(line, CountText(picture.findings.size(), "finding", "findings"));
  }
  return line;
}

std::string DrawHead(const Picture& picture, const Look& look) {
  const std::string text = BreakHeadline(Headline(picture), look) + DrawNotices(picture, look) +
                           DrawLeftOut(*picture.store, look) + DrawInFlight(picture, look);
  return look.unicode ? text : ToAscii(text);
}

}  // namespace dbspan::view
