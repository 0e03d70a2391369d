#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "cli/ending.h"
#include "cli/options.h"
#include "cli/other_signals.h"
#include "cli/program_check.h"
#include "cli/shared_store.h"
#include "view/picture.h"
#include "view/process_facts.h"

namespace dbspan::cli {

/// Exit status if a condition of `--fail-on` holds.
inline constexpr int kFailOn = 3;

/// Returns the file name of the program.
std::string NameOfProgram(const Options& options);

/// Unix nanoseconds.
std::int64_t UnixNow();

/// Returns the facts about a run that has not ended.
view::RunFacts FactsSoFar(const Options& options, std::int64_t started);
/// Returns the facts about a run from `started` to `ended`, in Unix nanoseconds.
view::RunFacts FactsOf(const Options& options, const Ending& ending, std::int64_t started,
                       std::int64_t ended);

/// Returns the facts about the started program as a process.
view::ProcessFacts RootOf(view::ProcessFacts process, pid_t pid, const view::RunFacts& run);

/// Adds the log lines that libdbspan wrote in the program. Returns whether one of them reports
/// calls that are not recorded.
bool AddLogLines(const std::string& path, std::vector<view::Notice>& notices);

/// Writes the reports. Returns the exit status of dbspan for the case that the program exited with
/// 0.
int Report(const Options& options, SharedStore& store, const OtherSignals& others,
           view::RunFacts facts, bool in_part);

/// Writes to standard error why the program could not be executed. The system's error alone does
/// not tell a missing program from a missing interpreter.
void ReportNotStarted(const ProgramCheck& check, const std::string& program, int error);

}  // namespace dbspan::cli
