#include <malloc.h>
#include <unistd.h>

#include <exception>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/reason.h"
#include "dbspan/version.h"

namespace {

constexpr const char* kHelp = R"(usage: dbspan COMMAND …

  run [OPTION…] -- PROGRAM …   run a program and report its database and cache calls
  view [OPTION…] FILE…         report the spans in files of OTLP JSON lines
  diff BEFORE AFTER            compare the statements of two such files
  doctor -- PROGRAM            say which clients of a program would be traced, and why not
  top [PID]                    show the statements of a running program as they come
  inflight [PID]               show what traced processes wait for just now
  on PID, off PID              switch the recording of a process
  symbolize [STACK…]           name the places in the code that spans and log records hold
  explain FINDING              say what a finding means and what to do
  help COMMAND, version
)";

constexpr int kWrongUse = 2;
constexpr int kRunCouldNotStart = 125;

int Dispatch(const std::string& command, const std::vector<std::string>& arguments) {
  using namespace dbspan::cli;
  if (command == "run") return RunCommand(arguments);
  if (command == "view") return ViewCommand(arguments);
  if (command == "diff") return DiffCommand(arguments);
  if (command == "doctor") return DoctorCommand(arguments);
  if (command == "top") return TopCommand(arguments);
  if (command == "inflight") return InFlightCommand(arguments);
  if (command == "on" || command == "off") return SwitchCommand(arguments, command == "on");
  if (command == "symbolize") return SymbolizeCommand(arguments);
  if (command == "explain") return ExplainCommand(arguments);
  if (command == "version" || command == "--version") {
    return WriteAll(STDOUT_FILENO, std::string{"dbspan "} + dbspan::kVersion + "\n") ? 0 : 1;
  }
  if (command == "help" && !arguments.empty()) return Dispatch(arguments[0], {"--help"});
  if (command == "help" || command == "--help" || command == "-h") {
    return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  }
  throw WrongUse{"there is no command '" + command + "'"};
}

}  // namespace

int main(int count, char** values) {
  // By default glibc keeps ever larger freed blocks, up to 32 MiB each, for later, and a heap for
  // each thread. Both would be on top of --memory.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
  mallopt(M_ARENA_MAX, 1);
  const std::vector<std::string> arguments{values + (count > 0 ? 1 : 0), values + count};
  if (arguments.empty()) {
    dbspan::cli::WriteAll(STDERR_FILENO, kHelp);
    return kWrongUse;
  }
  const bool run = arguments[0] == "run";
  try {
    return Dispatch(arguments[0], {arguments.begin() + 1, arguments.end()});
  } catch (const dbspan::cli::WrongUse& wrong) {
    const std::string help = run || arguments[0] == "view" ? " " + arguments[0] : "";
    dbspan::cli::WriteAll(STDERR_FILENO,
                          std::string{"dbspan: "} + wrong.what() + " (dbspan help" + help + ")\n");
    return run ? kRunCouldNotStart : kWrongUse;
  } catch (const std::exception& reason) {
    dbspan::cli::WriteAll(STDERR_FILENO, "dbspan: " + dbspan::cli::ReasonOf(reason) + "\n");
    return run ? kRunCouldNotStart : 1;
  }
}
