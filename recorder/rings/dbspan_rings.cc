// dbspan-rings: reads the ring files of processes, running or ended (docs/flight-recorder.md).
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/text/starts_with.h"
#include "recorder/rings/drain_file.h"
#include "recorder/rings/ring_reader.h"

namespace {

using namespace dbspan::recorder;  // NOLINT(*-using-namespace): a program of its own
using rings::Lines;
using rings::PathFor;
using rings::Printable;
using rings::ProcessState;
using rings::RingReader;

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

int ListInFlight(const CommandLine& line) {
  int status = 0;
  const std::int64_t now = rings::UnixNow();
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
    } else if (dbspan::StartsWith(argument, "--")) {
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
