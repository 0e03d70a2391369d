#include <unistd.h>

#include <string>

#include "cli/commands.h"
#include "cli/named_places.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/output_files.h"
#include "cli/reporting.h"
#include "view/json_lines.h"
#include "view/picture.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

constexpr const char* kHelp = R"(usage: dbspan view [OPTION…] FILE…
       dbspan view [--port N] [--open] [--cors ORIGIN] [--memory SIZE]

Reports the spans in files of OTLP JSON lines, plain or .gz; - is standard input. Without a file, receives
OTLP over HTTP on this machine and shows it in a page, until Ctrl-C.

      --port N        where to receive (4318, or the next free one)
      --cors ORIGIN   web pages that may send spans, with commas: http://localhost:3000, or * (none)
      --open          open the page with $BROWSER or xdg-open

  -o, --output FILE   write the report there instead of to standard output
  -q, --quiet         no report
      --html FILE     write a page with everything
      --json FILE     write all spans into one file of OTLP JSON lines
      --all           draw all traces and operations
      --statements N  rows of the table of statements (10), or all
      --fail-on LIST  exit 3 if there are findings or errors (commas)
      --threshold LIST  when something is a finding: repeated-statement=10,slow-statement=200ms; 0: never
      --burst-gap TIME  calls without a parent that begin within this time belong together (100ms)
      --memory SIZE   for spans (256M); older traces go first
      --color WHEN    auto, always, never
)";

const std::vector<std::string> kKnown{"output",     "quiet",     "html",      "json",  "all",
                                      "statements", "fail-on",   "memory",    "color", "port",
                                      "open",       "threshold", "burst-gap", "cors"};

bool IsOfReceiver(const std::string& name) {
  return name == "port" || name == "open" || name == "cors" || name == "memory";
}

constexpr int kFailed = 1;
constexpr int kFailOn = 3;

}  // namespace

std::vector<view::Notice> NoticesOf(const std::string& path, const view::FileOutcome& outcome) {
  std::vector<view::Notice> notices;
  const auto warn = [&notices](const std::string& text) {
    notices.push_back({view::Notice::Level::kWarning, text, ""});
  };
  for (const auto& [number, reason] : outcome.bad_lines) {
    if (notices.size() == 3) {
      warn(path + ": " + view::CountText(outcome.bad - 3) + " more lines were skipped");
      break;
    }
    warn(path + ": line " + std::to_string(number) + " was skipped: " + reason);
  }
  if (outcome.spans == 0 && outcome.other_signals > 0) {
    warn(path + ": there are metrics or log records, but no spans");
  } else if (outcome.spans == 0 && outcome.bad == 0 && outcome.error.empty()) {
    warn(path + ": there are no spans in it");
  }
  return notices;
}

int ViewCommand(const std::vector<std::string>& arguments) {
  const Options options = ReadOptions(arguments, kKnown, OptionPlace::kAnywhere);
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : kFailed;
  if (options.rest.empty()) {
    for (const std::string& name : options.given) {
      if (IsOfReceiver(name)) continue;
      throw WrongUse{
          "--" + name +
          " needs a FILE to report: dbspan view spans.jsonl; without one, dbspan view receives"};
    }
    return LiveCommand(arguments);
  }
  for (const char* name : {"port", "open", "cors"}) {
    if (options.has(name)) {
      throw WrongUse{std::string{"--"} + name + " is for receiving, which needs no FILE"};
    }
  }
  if (options.fail_on_untraced) {
    throw WrongUse{"--fail-on untraced is for dbspan run; files take findings and errors"};
  }
  CheckOutputFiles(options, options.rest);

  const view::PictureOptions picture_options{options.thresholds, options.burst_gap.count()};
  view::Store store{options.memory};
  view::KeepFindings(store, picture_options);
  view::RunFacts facts;
  int status = 0;
  for (const std::string& path : options.rest) {
    const view::FileOutcome outcome = view::ReadJsonLines(path, store);
    if (!outcome.error.empty()) {
      WriteAll(STDERR_FILENO, "dbspan: " + (path.empty() ? "''" : view::Printable(path)) + ": " +
                                  outcome.error + "\n");
      status = kFailed;
    }
    for (view::Notice& notice : NoticesOf(path, outcome))
      facts.notices.push_back(std::move(notice));
    facts.title += (facts.title.empty() ? "" : ", ") + path.substr(path.rfind('/') + 1);
  }
  if (status != 0 && store.received() == 0) return status;
  NamePlaces(store, {});
  const view::Picture picture = view::TakePicture(store, std::move(facts), picture_options);
  const bool data = options.json == kStandardOutput || options.html == kStandardOutput;
  if (!WriteReports(picture, options, data ? STDERR_FILENO : STDOUT_FILENO)) status = kFailed;
  if (status != 0) return status;
  const bool fails = (options.fail_on_findings && !picture.findings.empty()) ||
                     (options.fail_on_errors && store.aggregates().failed() > 0);
  return fails ? kFailOn : 0;
}

}  // namespace dbspan::cli
