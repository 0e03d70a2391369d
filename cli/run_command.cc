#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <functional>
#include <utility>

#include "cli/abandonment.h"
#include "cli/child_process.h"
#include "cli/commands.h"
#include "cli/forwarder.h"
#include "cli/in_flight.h"
#include "cli/options.h"
#include "cli/other_signals.h"
#include "cli/output.h"
#include "cli/output_files.h"
#include "cli/preload.h"
#include "cli/process_watch.h"
#include "cli/program_descriptors.h"
#include "cli/progress.h"
#include "cli/reason.h"
#include "cli/receiver.h"
#include "cli/reporting.h"
#include "cli/ring_source.h"
#include "cli/run_environment.h"
#include "cli/run_options.h"
#include "cli/run_processes.h"
#include "cli/run_report.h"
#include "cli/run_server.h"
#include "cli/run_snapshot.h"
#include "cli/run_table.h"
#include "cli/save_page.h"
#include "cli/shared_store.h"
#include "cli/temporary_directory.h"
#include "cli/untraced.h"
#include "view/picture.h"

namespace dbspan::cli {
namespace {

int CouldNotStart(const std::string& reason) {
  WriteAll(STDERR_FILENO, "dbspan: " + reason + "\n");
  return 125;  // as env(1) and timeout(1)
}

// Waits until no recording process is left, or until a signal such as SIGINT requests the report
// now. These signals have been blocked since the start of the program. Returns the time of the end.
std::int64_t Follow(const std::function<std::uint64_t()>& processes) {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ending, signal);
  const timespec pause{0, 200'000'000};
  while (processes() > 0 && sigtimedwait(&ending, nullptr, &pause) < 0) {
  }
  return UnixNow();
}

}  // namespace

int RunCommand(const std::vector<std::string>& arguments) {
  const Options options = ReadRunOptions(arguments);
  if (options.help) return WriteAll(STDOUT_FILENO, kRunHelp) ? 0 : 1;
  CheckOutputFiles(options, {});
  const std::vector<int> inherited = DescriptorsOfProgramAlone(options);
  FillStandardStreams();

  Preload preload = FindPreload();
  if (!preload.problem.empty()) return CouldNotStart(preload.problem);
  const ProgramCheck program_check = CheckProgram(options.rest[0]);
  AddNewerFunctions(program_check, preload);
  AddNewerFunctionsOfChildren(options.rest, preload);
  SharedStore store{options.memory};
  const view::PictureOptions picture_options{options.thresholds, options.burst_gap.count()};
  store.With([&](view::Store& kept) { view::KeepFindings(kept, picture_options); });
  TemporaryDirectory::RemoveAbandoned();
  TemporaryDirectory directory;
  const std::string no_room = directory.Trouble();
  const std::string log = directory.path().empty() ? "off" : directory.FileNamed("log.txt");
  const char* const users_rings = std::getenv("DBSPAN_RING_DIR");
  const bool own_rings =
      !directory.path().empty() && (users_rings == nullptr || *users_rings == '\0');
  RingSource rings{store, own_rings ? directory.path() : std::string{}};
  Receiver receiver{store, 0};
  OtherSignals other_signals;
  Forwarder forwarder;
  receiver.KeepOtherSignals(other_signals);
  receiver.ForwardTo(forwarder);
  rings.KeepOtherSignals(other_signals);
  rings.ForwardTo(forwarder);
  const view::ProcessFacts process_span = NewProcessSpan();
  store.With([&process_span](view::Store& kept) { kept.AddProcess(process_span); });
  std::vector<Variable> variables = TracedEnvironment(process_span, log);
  for (const Variable& variable : receiver.Environment()) variables.push_back(variable);
  for (const Variable& variable : rings.Environment()) variables.push_back(variable);
  if (!program_check.refuses_preload) variables.push_back(PreloadVariable(preload));
  if (options.audit && !program_check.refuses_preload) {
    if (preload.audit.empty())
      return CouldNotStart("libdbspan_audit.so is not beside libdbspan.so");
    variables.push_back(AuditVariable(preload));
  }

  ChildProcess child;
  const std::int64_t started = UnixNow();
  RunTable table{options};
  table.Redirect();
  child.Start(options.rest, variables);
  table.Restore();
  LeaveToProgram(inherited);
  // Log lines of dbspan itself go to the same file and are shown in the report.
  setenv("DBSPAN_LOG", log.c_str(), 0);
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
    trouble = ReasonOf(error);
  }
  PageSaver saver{store, options};
  const RunAccess run{[&](const std::string& statement) {
                        return RunState{
                            RunState::Answer::kTaken,
                            SnapshotOf(store, own_rings ? directory.path() : std::string{},
                                       NameOfProgram(options), child.pid(), started, statement),
                            getpid()};
                      },
                      [&table] { return table.LastOutput(); },
                      [&](const std::string& where) {
                        return saver.Save(FactsSoFar(options, started), child.pid(), where);
                      }};
  RunServer server{directory.path(), run};
  table.Start(run);
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
        // The user probably wants to know for which operations the program waits.
        if (!options.quiet && !options.top) ShowInFlight(directory.path());
      });
  std::int64_t ended = UnixNow();
  if (own_rings) watch.FindOrphans(directory.path());
  rings.AlsoWaitFor([&watch] { return watch.RunningWithClient(); });
  if (options.follow) {
    ended = Follow([&] { return run.take({}).snapshot->processes + watch.Running().size(); });
  }
  saver.StopWaiting();
  table.Finish();
  EndOnSignal(ending);
  server.Stop();
  if (ending.exec_error != 0) {
    ReportNotStarted(program_check, options.rest[0], ending.exec_error);
    return ending.code;
  }

  view::RunFacts facts = FactsOf(options, ending, started, ended);
  for (view::Notice& notice : rings.Finish()) facts.notices.push_back(std::move(notice));
  TracingFacts tracing;
  tracing.watched = watch.Finish();
  if (own_rings) AddNotedClientsInside(directory.path(), tracing.watched);
  if (facts.signal != 0 && facts.dead_thread == 0) facts.dead_thread = watch.dumping_thread();
  facts.processes = JoinProcesses(RootOf(process_span, child.pid(), facts), rings.processes());
  AddEnds(tracing.watched, facts.processes);
  for (view::Notice& notice : receiver.Finish()) facts.notices.push_back(std::move(notice));
  const auto warn = [&facts](const std::string& text, const char* advice) {
    facts.notices.push_back({view::Notice::Level::kWarning, text, advice});
  };
  if (!trouble.empty()) warn("dbspan could not watch the program: " + trouble, "");
  if (!no_room.empty()) warn(no_room, "make room, or set TMPDIR");
  forwarder.Send(facts.processes);
  for (view::Notice& notice : forwarder.Finish()) facts.notices.push_back(std::move(notice));
  const bool untraced = AddLogLines(directory.FileNamed("log.txt"), facts.notices);
  tracing.program = options.rest[0];
  tracing.nothing = store.With([](view::Store& kept) { return kept.received() == 0; });
  for (const view::ProcessFacts& process : rings.processes()) {
    tracing.recorders.push_back(process.pid);
  }
  const std::vector<view::Notice> causes = FindCauses(tracing);
  const bool in_part = untraced || std::any_of(causes.begin(), causes.end(), view::IsWarning);
  facts.notices.insert(facts.notices.begin(), causes.begin(), causes.end());
  int status = 0;
  try {
    status = Report(options, store, other_signals, std::move(facts), in_part);
  } catch (const std::exception& error) {
    WriteAll(STDERR_FILENO, std::string{"dbspan: there is no report: "} + error.what() + "\n");
  }
  directory.Remove();
  if (ending.signal == 0 && ending.code == 0) return status;
  EndLike(ending);
}

}  // namespace dbspan::cli
