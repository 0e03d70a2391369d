#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <system_error>
#include <utility>

#include "cli/commands.h"
#include "cli/in_flight.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/temporary_directory.h"
#include "recorder/rings/ring_reader.h"
#include "view/terminal_text.h"
#include "view/units.h"

// Commands that read the ring files of running processes, for use in a second terminal.

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;
using recorder::rings::ProcessState;
using recorder::rings::RingReader;

constexpr const char* kHelp = R"(usage: dbspan inflight [PID]
       dbspan on PID
       dbspan off PID

inflight shows the operations that traced processes wait for just now; on and off switch the recording of
one of them. Processes below `dbspan run`, and those with DBSPAN_RING_DIR set as it is here.
)";

std::vector<std::string> Directories() {
  std::vector<std::string> directories;
  if (const char* own = std::getenv("DBSPAN_RING_DIR"); own != nullptr)
    directories.emplace_back(own);
  for (std::string& path : TemporaryDirectory::OfThisUser()) {
    std::error_code error;
    const bool known = !directories.empty() && fs::equivalent(path, directories.front(), error);
    if (!known) directories.push_back(std::move(path));
  }
  return directories;
}

// Calls `visit` for the running process `pid`, or for all running processes if `pid` is 0. Returns
// the number of calls.
std::size_t VisitProcesses(std::int64_t pid, const std::function<void(RingReader&)>& visit) {
  std::size_t visited = 0;
  for (const std::string& directory : Directories()) {
    for (const std::string& path : RingReader::List(directory)) {
      std::string reason;
      const auto reader = RingReader::Open(path, reason);
      if (reader == nullptr || reader->state() != ProcessState::kAlive) continue;
      if (pid != 0 && reader->process().process != pid) continue;
      visit(*reader);
      ++visited;
    }
  }
  return visited;
}

std::int64_t ReadPid(const std::string& text) {
  char* end = nullptr;
  const auto pid = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || pid <= 0) {
    throw WrongUse{"a process is given by its number; not '" + text + "'"};
  }
  return pid;
}

int NotFound(std::int64_t pid) {
  const std::string which =
      pid == 0 ? "no traced process runs" : "process " + std::to_string(pid) + " is not traced";
  WriteAll(STDERR_FILENO, "dbspan: " + which + "\n");
  return 1;
}

}  // namespace

int InFlightCommand(const std::vector<std::string>& arguments) {
  const Options options = ReadOptions(arguments, {});
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.size() > 1) throw WrongUse{"dbspan inflight takes one process"};
  const std::int64_t pid = options.rest.empty() ? 0 : ReadPid(options.rest[0]);
  const view::Look look = LookOf(STDOUT_FILENO, ColourWhen::kAuto);
  std::size_t open = 0;
  const std::size_t processes = VisitProcesses(pid, [&](RingReader& reader) {
    const InFlight found = ReadInFlight(reader, look);
    open += found.count;
    WriteAll(STDOUT_FILENO, found.lines);
  });
  if (processes == 0) return NotFound(pid);
  if (open == 0) {
    WriteAll(STDOUT_FILENO,
             "nothing in flight in " + view::CountText(processes, "process", "processes") + "\n");
  }
  return 0;
}

int SwitchCommand(const std::vector<std::string>& arguments, bool on) {
  const Options options = ReadOptions(arguments, {});
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.size() != 1) throw WrongUse{"dbspan on and off take one process"};
  const std::int64_t pid = ReadPid(options.rest[0]);
  const std::size_t processes =
      VisitProcesses(pid, [on](RingReader& reader) { reader.SwitchRecording(on); });
  return processes == 0 ? NotFound(pid) : 0;
}

}  // namespace dbspan::cli
