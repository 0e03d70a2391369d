#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <functional>
#include <string_view>
#include <utility>

#include "cli/abandonment.h"
#include "cli/child_process.h"
#include "cli/commands.h"
#include "cli/forwarder.h"
#include "cli/in_flight.h"
#include "cli/named_places.h"
#include "cli/options.h"
#include "cli/other_signals.h"
#include "cli/output.h"
#include "cli/output_files.h"
#include "cli/preload.h"
#include "cli/process_watch.h"
#include "cli/progress.h"
#include "cli/receiver.h"
#include "cli/reporting.h"
#include "cli/ring_source.h"
#include "cli/run_environment.h"
#include "cli/run_processes.h"
#include "cli/run_snapshot.h"
#include "cli/run_table.h"
#include "cli/shared_store.h"
#include "cli/switches_check.h"
#include "cli/temporary_directory.h"
#include "cli/untraced.h"
#include "view/picture.h"

namespace dbspan::cli {
namespace {

constexpr int kCouldNotStart = 125;
constexpr int kFailOn = 3;

constexpr const char* kHelp = R"(usage: dbspan run [OPTION…] [--] PROGRAM [ARGUMENT…]

Runs a program and reports its database and cache calls when it has ended. The program's streams, terminal,
signals and exit status are what they are without dbspan.

  -o, --output FILE   write the report there instead of to standard error
  -q, --quiet         no report
      --html FILE     write a page with everything; the terminal gets one line
      --json FILE     write the spans as OTLP JSON lines; the terminal gets one line
      --all           draw all traces and operations
      --statements N  rows of the table of statements (10), or all
      --fail-on LIST  exit 3 if the program exited 0 but there are findings, errors or untraced (commas)
      --progress, --no-progress
                      a line after 10, 30, 60 … seconds (on a terminal that the program does not use)
      --audit         see calls that go past LD_PRELOAD: PHP, Python's ctypes; programs start slower
      --follow        report when the last process that the program left running has ended, or at Ctrl-C
      --top           a live table of statements; the program's output follows it (dbspan top: in another terminal)
      --interval SECONDS
                      of --top: 1 on a terminal, else 10
      --args          record the command line; it may hold passwords
      --threshold LIST
                      when something is a finding: repeated-statement=10,slow-statement=200ms; 0: never
                      (dbspan explain FINDING)
      --burst-gap TIME  calls without a parent that begin within this time belong together (100ms)
      --memory SIZE   for spans (256M); older traces go first
      --color WHEN    auto, always, never
)";

const std::vector<std::string> kKnown{
    "output",  "quiet",    "html",        "json",  "all",       "statements",
    "fail-on", "progress", "no-progress", "args",  "audit",     "follow",
    "top",     "interval", "memory",      "color", "threshold", "burst-gap"};

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Opens closed standard streams to /dev/null, so that no file of dbspan gets their numbers.
void FillStandardStreams() {
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (fcntl(number, F_GETFD) >= 0) continue;
    const int opened = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (opened >= 0 && opened != number) close(opened);
  }
}

std::string JoinArguments(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& argument : command) text += (text.empty() ? "" : " ") + argument;
  return text;
}

// Adds the log lines that libdbspan wrote in the program.
void AddLogLines(const std::string& path, std::vector<view::Notice>& notices) {
  constexpr std::size_t kLines = 20;
  std::ifstream file{path};
  std::string line;
  for (std::size_t i = 0; i < kLines && std::getline(file, line); ++i) {
    if (!line.empty()) notices.push_back({view::Notice::Level::kWarning, line, ""});
  }
}

// Makes the directory in /dev/shm if possible, so that recording does not write to a disk.
TemporaryDirectory MakeRingDirectory() {
  TemporaryDirectory in_memory{"/dev/shm"};
  return in_memory.path().empty() ? TemporaryDirectory{} : std::move(in_memory);
}

int CouldNotStart(const std::string& reason) {
  WriteAll(STDERR_FILENO, "dbspan: " + reason + "\n");
  return kCouldNotStart;
}

// Returns the descriptor that a path names, such as `/dev/stdout` or `/dev/fd/63` (of a shell's
// `>(…)`), or -1.
int DescriptorNamedBy(const std::string& path) {
  if (path == "/dev/stdin") return STDIN_FILENO;
  if (path == "/dev/stdout") return STDOUT_FILENO;
  for (const std::string_view directory : {"/dev/fd/", "/proc/self/fd/"}) {
    if (path.compare(0, directory.size(), directory) != 0) continue;
    return std::atoi(path.c_str() + directory.size());
  }
  return -1;
}

// Returns those of the inherited descriptors that dbspan does not need itself.
std::vector<int> OfProgramAlone(std::vector<int> inherited, const Options& options) {
  std::vector<int> needed{STDERR_FILENO};
  for (const std::string* path : {&options.output, &options.html, &options.json}) {
    needed.push_back(DescriptorNamedBy(*path));
  }
  if (options.top) needed.insert(needed.end(), {STDIN_FILENO, STDOUT_FILENO});
  inherited.erase(std::remove_if(inherited.begin(), inherited.end(),
                                 [&needed](int number) {
                                   return std::find(needed.begin(), needed.end(), number) !=
                                          needed.end();
                                 }),
                  inherited.end());
  return inherited;
}

std::string NameOf(const std::string& program) { return program.substr(program.rfind('/') + 1); }

view::RunFacts FactsOf(const Options& options, const Ending& ending, std::int64_t started) {
  view::RunFacts facts;
  facts.title = NameOf(options.rest[0]);
  if (options.arguments) facts.command = JoinArguments(options.rest);
  facts.outcome = ending.Text();
  facts.exit_code = ending.code;
  facts.signal = ending.signal;
  facts.started = started;
  facts.duration = Now() - started;
  for (const SwitchCheck& one : CheckSwitches()) facts.switches.emplace_back(one.name, one.value);
  return facts;
}

bool FailsOnRequest(const Options& options, const view::Picture& picture, bool in_part) {
  const bool untraced = in_part || picture.store->aggregates().operations() == 0;
  return (options.fail_on_findings && !picture.findings.empty()) ||
         (options.fail_on_errors && picture.store->aggregates().failed() > 0) ||
         (options.fail_on_untraced && untraced);
}

// Returns the facts about the started program as a process.
view::ProcessFacts RootOf(view::ProcessFacts process, pid_t pid, const view::RunFacts& run) {
  process.pid = pid;
  process.parent = getpid();
  process.name = run.title;
  process.outcome = run.outcome;
  process.exit_code = run.signal == 0 ? run.exit_code : -1;
  process.signal = run.signal;
  process.started = run.started;
  process.duration = run.duration;
  return process;
}

// Prints the operations in flight, after a SIGQUIT that did not end the program: the user probably
// wants to know for which operations the program waits.
void ShowInFlight(const std::string& rings) {
  const InFlight found = ReadInFlightOf(rings, LookOf(STDERR_FILENO, ColourWhen::kAuto));
  WriteAll(STDERR_FILENO, "dbspan: in flight: " + std::to_string(found.count) + "\n" + found.lines);
}

// Waits until no recording process is left, or until a signal such as SIGINT requests the report
// now. These signals have been blocked since the start of the program.
void Follow(const std::function<std::uint64_t()>& processes) {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ending, signal);
  const timespec pause{0, 200'000'000};
  while (processes() > 0 && sigtimedwait(&ending, nullptr, &pause) < 0) {
  }
}

// Writes the reports. Returns the exit status of dbspan for the case that the program exited with
// 0.
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

}  // namespace

int RunCommand(const std::vector<std::string>& arguments) {
  const Options options = ReadOptions(arguments, kKnown);
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.empty()) throw WrongUse{"dbspan run needs a program: dbspan run -- psql shop"};
  if (options.interval && !options.top) throw WrongUse{"--interval needs --top"};
  CheckOutputFiles(options, {});
  const std::vector<int> inherited = OfProgramAlone(OpenDescriptors(), options);
  FillStandardStreams();

  Preload preload = FindPreload();
  if (!preload.problem.empty()) return CouldNotStart(preload.problem);
  const ProgramCheck program_check = CheckProgram(options.rest[0]);
  AddNewerFunctions(program_check, preload);
  SharedStore store{options.memory};
  const view::PictureOptions picture_options{options.thresholds, options.burst_gap.count()};
  store.With([&](view::Store& kept) {
    kept.FindBeforeEviction([picture_options](const view::Store& all) {
      return view::FindBeforeEviction(all, picture_options);
    });
  });
  TemporaryDirectory directory;
  TemporaryDirectory ring_directory = MakeRingDirectory();
  const char* const users_rings = std::getenv("DBSPAN_RING_DIR");
  const bool own_rings = users_rings == nullptr || *users_rings == '\0';
  RingSource rings{store, own_rings ? ring_directory.path() : std::string{}};
  Receiver receiver{store, 0};
  OtherSignals other_signals;
  Forwarder forwarder;
  receiver.KeepOtherSignals(other_signals);
  receiver.ForwardTo(forwarder);
  rings.KeepOtherSignals(other_signals);
  rings.ForwardTo(forwarder);
  const view::ProcessFacts process_span = NewProcessSpan();
  store.With([&process_span](view::Store& kept) { kept.AddProcess(process_span); });
  std::vector<Variable> variables = TracedEnvironment(process_span, directory.FileNamed("log.txt"));
  for (const Variable& variable : receiver.Environment()) variables.push_back(variable);
  for (const Variable& variable : rings.Environment()) variables.push_back(variable);
  if (!program_check.refuses_preload) variables.push_back(PreloadVariable(preload));
  if (options.audit && !program_check.refuses_preload) {
    if (preload.audit.empty())
      return CouldNotStart("libdbspan_audit.so is not beside libdbspan.so");
    variables.push_back(AuditVariable(preload));
  }

  ChildProcess child;
  const std::int64_t started = Now();
  RunTable table{options};
  table.Redirect();
  child.Start(options.rest, variables);
  table.Restore();
  ChildProcess::LeaveToProgram(inherited);
  // Log lines of dbspan itself go to the same file and are shown in the report.
  setenv("DBSPAN_LOG", directory.FileNamed("log.txt").c_str(), 0);
  ProcessWatch watch{preload.libraries.front()};
  // From here on the program is running. Even after an error, dbspan waits for its end and ends
  // with the same status.
  std::string trouble;
  view::ProcessFacts program = process_span;
  program.pid = child.pid();
  rings.SetProgram(program);
  try {
    receiver.Start();
    rings.Start();
    forwarder.Start();
    watch.Start(child.pid());
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  const auto snapshot = [&] {
    return SnapshotOf(store, own_rings ? ring_directory.path() : std::string{},
                      NameOf(options.rest[0]), child.pid(), started);
  };
  SnapshotServer snapshots{ring_directory.path(), snapshot};
  table.Start(snapshot);
  Progress progress{options.top ? Options::Progress::kNever : options.progress, options.quiet};
  const Ending ending = child.Wait(
      [&] {
        progress.Tick([&store] {
          return store.With([](view::Store& kept) {
            return std::pair{kept.aggregates().operations(), kept.aggregates().failed()};
          });
        });
      },
      [&] {
        if (!options.quiet && !options.top) ShowInFlight(ring_directory.path());
      });
  if (options.follow) Follow([&snapshot] { return snapshot().processes; });
  table.Finish();
  EndOnSignal(ending);
  snapshots.Stop();
  if (ending.exec_error != 0) {
    WriteAll(STDERR_FILENO,
             "dbspan: " + (options.rest[0].empty() ? "''" : view::Printable(options.rest[0])) +
                 ": " + std::strerror(ending.exec_error) + "\n");
    return ending.code;
  }

  view::RunFacts facts = FactsOf(options, ending, started);
  for (view::Notice& notice : rings.Finish()) facts.notices.push_back(std::move(notice));
  TracingFacts tracing;
  tracing.watched = watch.Finish();
  facts.processes = JoinProcesses(RootOf(process_span, child.pid(), facts), rings.processes());
  AddEnds(tracing.watched, facts.processes);
  for (view::Notice& notice : receiver.Finish()) facts.notices.push_back(std::move(notice));
  if (!trouble.empty()) {
    facts.notices.push_back(
        {view::Notice::Level::kWarning, "dbspan could not watch the program: " + trouble, ""});
  }
  forwarder.Send(facts.processes);
  for (view::Notice& notice : forwarder.Finish()) facts.notices.push_back(std::move(notice));
  AddLogLines(directory.FileNamed("log.txt"), facts.notices);
  tracing.program = options.rest[0];
  tracing.nothing = store.With([](view::Store& kept) { return kept.received() == 0; });
  for (const view::ProcessFacts& process : rings.processes()) {
    tracing.recorders.push_back(process.pid);
  }
  const std::vector<view::Notice> causes = FindCauses(tracing);
  const bool in_part = std::any_of(causes.begin(), causes.end(), [](const auto& cause) {
    return cause.level == view::Notice::Level::kWarning;
  });
  facts.notices.insert(facts.notices.begin(), causes.begin(), causes.end());
  int status = 0;
  try {
    status = Report(options, store, other_signals, std::move(facts), in_part);
  } catch (const std::exception& error) {
    WriteAll(STDERR_FILENO, std::string{"dbspan: there is no report: "} + error.what() + "\n");
  }
  directory.Remove();
  ring_directory.Remove();
  if (ending.signal == 0 && ending.code == 0) return status;
  EndLike(ending);
}

}  // namespace dbspan::cli
