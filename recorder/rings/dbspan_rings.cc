// dbspan-rings: reads the ring files of processes, running or ended (docs/flight-recorder.md).
#include <sys/stat.h>

#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "recorder/otlp/json.h"
#include "recorder/rings/ring_reader.h"

namespace {

using namespace dbspan::recorder;  // NOLINT(*-using-namespace): a program of its own
using rings::ProcessState;
using rings::RingReader;

constexpr std::size_t kSpansPerLine = 512;

struct CommandLine {
  std::string json;  // output file for spans; empty: standard output
  bool keep = false;
  RingReader::Owner owner = RingReader::Owner::kThisUser;
  std::vector<std::string> operands;
};

using Readers = std::vector<std::unique_ptr<RingReader>>;

int Fail(const std::string& why) {
  std::cerr << "dbspan-rings: " << why << '\n';
  return 1;
}

int ShowUsage(std::ostream& out, int status) {
  out << R"(usage: dbspan-rings COMMAND [OPTION…] [DIRECTORY|FILE…]

  list      the processes, whether they live, and how many records wait
  inflight  the operations that are under way, or were when the process died
  drain     write the records as OTLP JSON, and remove the files of ended processes
              --json FILE  spans to FILE, log records and metrics to FILE with .logs and .metrics
                           in its name; without it, all go to standard output, in lines of their own
              --keep       do not remove files
  off, on   stop and go on recording in living processes

Without a directory, that of DBSPAN_RING_DIR is used. Root reads files of others only if they, or
their directory, are operands: the owner of a file can make its reader crash.
)";
  return status;
}

// Replaces control characters by \x…, because names are not trusted and a terminal would interpret
// them.
std::string Printable(const std::string& text) {
  std::string printable;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (code >= 0x20 && code != 0x7F) {
      printable += letter;
      continue;
    }
    char escaped[5];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", code);
    printable += escaped;
  }
  return printable;
}

std::string Printable(std::string_view text) { return Printable(std::string{text}); }

const char* NameOf(ProcessState state) {
  switch (state) {
    case ProcessState::kAlive:
      return "alive";
    case ProcessState::kExited:
      return "exited";
    case ProcessState::kGone:
      break;
  }
  return "gone";
}

bool IsDirectory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Opens the files of all operands; reports those that cannot be read.
Readers OpenAll(const CommandLine& line, int& status) {
  std::vector<std::string> paths;
  for (const std::string& operand : line.operands) {
    if (!IsDirectory(operand)) {
      paths.push_back(operand);
      continue;
    }
    for (std::string& path : RingReader::List(operand)) paths.push_back(std::move(path));
  }
  Readers readers;
  for (const std::string& path : paths) {
    std::string reason;
    auto reader = RingReader::Open(path, reason, line.owner);
    if (reader == nullptr) {
      status = Fail(path + ": " + reason);
    } else {
      readers.push_back(std::move(reader));
    }
  }
  return readers;
}

int List(const CommandLine& line) {
  int status = 0;
  for (const auto& reader : OpenAll(line, status)) {
    const std::size_t records = reader->Count();  // called first, because it finds damaged records
    const rings::LostCounts lost = reader->lost();
    std::size_t in_flight = 0;
    reader->ForEachInFlight([&in_flight](const rings::ReadInFlight& /*open*/) { ++in_flight; });
    std::printf("%d  %s  %s  records %zu  in flight %zu  lost %llu%s%s  %s\n",
                reader->process().process, NameOf(reader->state()),
                reader->recording() ? "on" : "off", records, in_flight,
                static_cast<unsigned long long>(lost.no_room + lost.not_exported),
                lost.torn == 0 ? "" : "  damaged",
                reader->process().exports_itself ? "  exports itself" : "",
                Printable(reader->process().executable).c_str());
  }
  return status;
}

std::int64_t UnixNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int ListInFlight(const CommandLine& line) {
  int status = 0;
  const std::int64_t now = UnixNow();
  for (const auto& reader : OpenAll(line, status)) {
    const bool alive = reader->state() == ProcessState::kAlive;
    reader->ForEachInFlight([&](const rings::ReadInFlight& open) {
      std::printf("%d  %s (%d)  %s  %s %s:%d", reader->process().process,
                  Printable(open.thread_name).c_str(), open.thread,
                  Printable(open.statement.name).c_str(), Printable(open.endpoint.system).c_str(),
                  Printable(open.endpoint.server_address).c_str(), open.endpoint.server_port);
      if (alive)
        std::printf("  for %.3f s",
                    (static_cast<double>(now) - static_cast<double>(open.start)) / 1e9);
      std::printf("\n");
    });
  }
  return status;
}

/// Returns the path for another signal: `orders.logs.json` for `orders.json`.
std::string PathFor(const std::string& path, const std::string& signal) {
  if (path.empty()) return {};
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  const bool has_ending = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return has_ending ? path.substr(0, dot) + signal + path.substr(dot) : path + signal;
}

/// Output of one signal: a file that is created at the first write.
class Lines {
 public:
  explicit Lines(std::string path) : path_(std::move(path)) {}

  bool Write(otlp::Message message, const std::string& request) {
    if (request.empty()) return true;
    if (!path_.empty() && !file_.is_open()) file_.open(path_, std::ios::app);
    std::ostream& out = path_.empty() ? std::cout : file_;
    out << otlp::ToJson(message, request) << '\n';
    return static_cast<bool>(out.flush());
  }

 private:
  const std::string path_;
  std::ofstream file_;
};

/// Reports the losses of a process on standard error.
void ReportLost(const RingReader& reader) {
  const rings::LostCounts lost = reader.lost();
  const auto say = [&reader](const char* what, std::uint64_t count) {
    if (count == 0) return;
    std::cerr << "dbspan-rings: " << Printable(reader.path()) << ": " << what << ": " << count
              << '\n';
  };
  say("spans lost because the file was full", lost.no_room);
  say("spans lost because the process's receiver did not take them", lost.not_exported);
  say("records left out because they are damaged", lost.unreadable);
  say("threads whose records are damaged from some place on; the file is kept", lost.torn);
}

bool Write(const rings::DrainedRequests& drained, Lines& spans, Lines& log_records) {
  return spans.Write(otlp::Message::kTracesRequest, drained.traces) &&
         log_records.Write(otlp::Message::kLogsRequest, drained.logs);
}

/// Drains one file. If the process has ended, removes the file after everything was written,
/// including the operations in flight.
bool DrainFile(RingReader& reader, bool keep, Lines& spans, Lines& log_records, Lines& metrics) {
  // read first, because an ended process adds no records
  const bool ended = reader.state() != ProcessState::kAlive;
  while (true) {
    const rings::DrainedRequests drained = DrainAsOtlp(reader, kSpansPerLine);
    if (drained.spans + drained.log_records == 0) break;
    if (!Write(drained, spans, log_records)) return false;
  }
  // Totals since recording began. If a running process exports metrics itself, they are left to it.
  if (ended || !reader.process().exports_itself) {
    const std::string request = MetricsAsOtlp(reader, UnixNow());
    if (!metrics.Write(otlp::Message::kMetricsRequest, request)) return false;
  }
  ReportLost(reader);
  if (!ended || keep || reader.Count() != 0 || reader.lost().torn != 0) return true;
  if (!spans.Write(otlp::Message::kTracesRequest, InFlightAsOtlp(reader))) return false;
  reader.Remove();
  return true;
}

int Drain(const CommandLine& line) {
  int status = 0;
  Lines spans{line.json};
  Lines log_records{PathFor(line.json, ".logs")};
  Lines metrics{PathFor(line.json, ".metrics")};
  for (const auto& reader : OpenAll(line, status)) {
    if (!DrainFile(*reader, line.keep, spans, log_records, metrics)) {
      return Fail("cannot write: records are lost, files are kept");
    }
  }
  return status;
}

int Switch(const CommandLine& line, bool on) {
  int status = 0;
  for (const auto& reader : OpenAll(line, status)) {
    if (reader->state() == ProcessState::kAlive) reader->SwitchRecording(on);
  }
  return status;
}

bool Parse(int argc, char** argv, CommandLine& line) {
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--json" && i + 1 < argc) {
      line.json = argv[++i];
    } else if (argument == "--keep") {
      line.keep = true;
    } else if (argument.rfind("--", 0) == 0) {
      return false;
    } else {
      line.operands.push_back(argument);
    }
  }
  if (!line.operands.empty()) line.owner = RingReader::Owner::kAnybodyForRoot;
  if (line.operands.empty()) {
    const char* const directory = std::getenv("DBSPAN_RING_DIR");
    if (directory == nullptr) return false;
    line.operands.emplace_back(directory);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<int(const CommandLine&)>> commands{
      {"list", List},
      {"inflight", ListInFlight},
      {"drain", Drain},
      {"on", [](const CommandLine& line) { return Switch(line, true); }},
      {"off", [](const CommandLine& line) { return Switch(line, false); }}};
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "--help" || command == "help") return ShowUsage(std::cout, 0);
  const auto found = commands.find(command);
  CommandLine line;
  if (found == commands.end() || !Parse(argc, argv, line)) return ShowUsage(std::cerr, 2);
  return found->second(line);
}
