#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/process_state.h"
#include "cli/run_client.h"
#include "cli/top_screen.h"
#include "view/terminal_text.h"

namespace dbspan::cli {
namespace {

constexpr const char* kHelp = R"(usage: dbspan top [OPTION…] [PID]

Shows the statements of a program that runs below `dbspan run` in another terminal, as they come: counts,
rates, durations, failures, hits, and what is in flight. PID is the program's, or that of dbspan; without it,
the run that began last. On a terminal ? lists the keys; elsewhere a table is printed each interval.

      --interval SECONDS  1 on a terminal, else 10
      --color WHEN        auto, always, never
)";

// Returns true if this is the run of the program `pid`. A run that gives no snapshot is recognized
// by the processes below it.
bool IsRunOf(const RunState& run, std::int64_t pid) {
  if (pid == 0 || run.dbspan == pid) return true;
  if (run.snapshot) return run.snapshot->pid == pid;
  return run.dbspan > 0 && IsBelow(static_cast<pid_t>(pid), static_cast<pid_t>(run.dbspan));
}

// Returns the directory of the run with the program `pid`, or of the latest run if `pid` is 0.
std::string FindRun(std::int64_t pid) {
  std::string found;
  for (const std::string& directory : RunDirectories()) {
    const RunState run = AccessRun(directory).take({});
    if (run.answer != RunState::Answer::kEnded && IsRunOf(run, pid)) found = directory;
  }
  return found;
}

}  // namespace

int TopCommand(const std::vector<std::string>& arguments) {
  const Options options = ReadOptions(arguments, {"interval", "color"}, OptionPlace::kAnywhere);
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.size() > 1) throw WrongUse{"dbspan top takes one process"};
  std::int64_t pid = 0;
  if (!options.rest.empty()) {
    char* end = nullptr;
    pid = std::strtoll(options.rest[0].c_str(), &end, 10);
    if (*end != '\0' || pid <= 0) {
      throw WrongUse{"a process is given by its number; not '" + options.rest[0] + "'"};
    }
  }
  const std::string directory = FindRun(pid);
  if (directory.empty()) {
    WriteAll(STDERR_FILENO, pid == 0 ? "dbspan: no program runs below dbspan run\n"
                                     : "dbspan: process " + std::to_string(pid) +
                                           " does not run below dbspan run\n");
    return 1;
  }
  const bool screen = isatty(STDOUT_FILENO) != 0 && isatty(STDIN_FILENO) != 0 && CanDrawScreens();
  const FileDescriptor terminal{screen ? open("/dev/tty", O_RDWR | O_CLOEXEC) : -1};
  TopScreen top{AccessRun(directory), terminal.get(), STDOUT_FILENO,
                options.interval.value_or(std::chrono::seconds{terminal ? 1 : 10}), options};
  top.Show();
  return 0;
}

}  // namespace dbspan::cli
