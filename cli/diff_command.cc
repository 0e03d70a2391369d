#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "view/json_lines.h"
#include "view/statement_diff.h"
#include "view/store.h"

namespace dbspan::cli {
namespace {

constexpr const char* kHelp = R"(usage: dbspan diff [OPTION…] BEFORE AFTER

Compares the statements in two files of OTLP JSON lines: new and gone ones, counts and 95th percentiles.

      --all           also statements that did not change
      --memory SIZE   for the spans of each (256M)
      --color WHEN    auto, always, never
)";

bool Read(const std::string& path, view::Store& store) {
  const view::FileOutcome outcome = view::ReadJsonLines(path, store);
  const std::string name = "dbspan: " + view::Printable(path) + ": ";
  if (!outcome.error.empty()) WriteAll(STDERR_FILENO, name + outcome.error + "\n");
  if (outcome.bad > 0 && outcome.bad < outcome.lines) {
    WriteAll(STDERR_FILENO, name + "line " + std::to_string(outcome.bad_lines[0].first) +
                                " was skipped: " + outcome.bad_lines[0].second +
                                (outcome.bad > 1 ? ", and others" : "") + "\n");
  }
  if (outcome.spans == 0 && outcome.error.empty()) {
    WriteAll(STDERR_FILENO, name + "there are no spans in it\n");
  }
  return outcome.error.empty();
}

}  // namespace

int DiffCommand(const std::vector<std::string>& arguments) {
  const Options options =
      ReadOptions(arguments, {"all", "memory", "color"}, OptionPlace::kAnywhere);
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.size() != 2) {
    throw WrongUse{"dbspan diff needs two files: dbspan diff before.jsonl after.jsonl"};
  }
  view::Store before{options.memory};
  view::Store after{options.memory};
  const bool read = Read(options.rest[0], before);
  if (!Read(options.rest[1], after) || !read) return 1;
  const auto changes = view::CompareStatements(before.aggregates(), after.aggregates());
  WriteAll(STDOUT_FILENO,
           view::DrawChanges(changes, LookOf(STDOUT_FILENO, options.colour), options.all));
  return 0;
}

}  // namespace dbspan::cli
