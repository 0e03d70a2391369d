#include "cli/run_report.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <utility>

#include "cli/named_places.h"
#include "cli/output.h"
#include "cli/reporting.h"
#include "cli/switches_check.h"

namespace dbspan::cli {
namespace {

std::string JoinArguments(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& argument : command) text += (text.empty() ? "" : " ") + argument;
  return text;
}

bool FailsOnRequest(const Options& options, const view::Picture& picture, bool in_part) {
  const bool untraced = in_part || picture.store->aggregates().operations() == 0;
  return (options.fail_on_findings && !picture.findings.empty()) ||
         (options.fail_on_errors && picture.store->aggregates().failed() > 0) ||
         (options.fail_on_untraced && untraced);
}

}  // namespace

std::int64_t UnixNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string NameOfProgram(const Options& options) {
  return options.rest[0].substr(options.rest[0].rfind('/') + 1);
}

bool AddLogLines(const std::string& path, std::vector<view::Notice>& notices) {
  constexpr std::size_t kLines = 20;
  std::ifstream file{path};
  std::string line;
  bool untraced = false;
  for (std::size_t i = 0; i < kLines && std::getline(file, line); ++i) {
    if (!line.empty()) notices.push_back({view::Notice::Level::kWarning, line, ""});
    untraced = untraced || line.find(" are not recorded: ") != std::string::npos;
  }
  return untraced;
}

view::RunFacts FactsSoFar(const Options& options, std::int64_t started) {
  view::RunFacts facts;
  facts.title = NameOfProgram(options);
  if (options.arguments) facts.command = JoinArguments(options.rest);
  facts.started = started;
  facts.duration = UnixNow() - started;
  for (const SwitchCheck& one : CheckSwitches()) facts.switches.emplace_back(one.name, one.value);
  return facts;
}

view::RunFacts FactsOf(const Options& options, const Ending& ending, std::int64_t started,
                       std::int64_t ended) {
  view::RunFacts facts = FactsSoFar(options, started);
  facts.duration = ended - started;
  facts.outcome = ending.Text();
  facts.exit_code = ending.code;
  facts.signal = ending.signal;
  facts.dead_thread = ending.thread;
  return facts;
}

view::ProcessFacts RootOf(view::ProcessFacts process, pid_t pid, const view::RunFacts& run) {
  process.pid = pid;
  process.parent = getpid();
  process.name = run.title;
  process.outcome = run.outcome;
  process.exit_code = run.signal == 0 ? run.exit_code : -1;
  process.signal = run.signal;
  if (run.dead_thread != 0) {
    process.notes.push_back(run.dead_thread == pid
                                ? "the main thread died"
                                : "thread " + std::to_string(run.dead_thread) + " died");
  }
  process.started = run.started;
  process.duration = run.duration;
  return process;
}

int Report(const Options& options, SharedStore& store, const OtherSignals& others,
           view::RunFacts facts, bool in_part) {
  return store.With([&](view::Store& kept) {
    NamePlaces(kept, {options.rest[0]});
    const view::Picture picture =
        view::TakePicture(kept, std::move(facts), {options.thresholds, options.burst_gap.count()});
    WriteReports(picture, options, STDERR_FILENO, &others);
    return FailsOnRequest(options, picture, in_part) ? kFailOn : 0;
  });
}

void ReportNotStarted(const ProgramCheck& check, const std::string& program, int error) {
  WriteAll(STDERR_FILENO,
           "dbspan: " + (program.empty() ? "''" : view::Printable(program)) + ": " +
               std::strerror(error) +
               (check.problem.empty() ? "" : " (" + view::Printable(check.problem) + ")") + "\n" +
               (check.problem_advice.empty() ? "" : "dbspan: " + check.problem_advice + "\n"));
}

}  // namespace dbspan::cli
