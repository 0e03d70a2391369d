#include "cli/run_snapshot.h"

#include <chrono>
#include <utility>

#include "recorder/rings/ring_reader.h"
#include "view/picture.h"

namespace dbspan::cli {
namespace {

namespace rings = recorder::rings;

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

view::TopInFlight DescribeOpen(const rings::RingReader& reader, const rings::ReadInFlight& open) {
  view::TopInFlight described;
  described.pid = reader.process().process;
  described.start = open.start;
  described.text = std::string{open.statement.name} + ", " +
                   std::string{view::ShortSystem(open.endpoint.system)} + " " +
                   std::string{open.endpoint.server_address} + ":" +
                   std::to_string(open.endpoint.server_port) + ", thread " + open.thread_name +
                   " (" + std::to_string(open.thread) + ")";
  return described;
}

}  // namespace

view::TopSnapshot SnapshotOf(SharedStore& store, const std::string& directory,
                             const std::string& title, pid_t program, std::int64_t started,
                             const std::string& statement) {
  view::TopSnapshot snapshot =
      store.With([&statement](view::Store& kept) { return view::TakeSnapshot(kept, statement); });
  snapshot.title = title;
  snapshot.pid = program;
  snapshot.started = started;
  snapshot.time = Now();
  if (directory.empty()) return snapshot;
  for (const std::string& path : rings::RingReader::List(directory)) {
    std::string reason;
    const auto reader = rings::RingReader::Open(path, reason);
    if (reader == nullptr) continue;
    const rings::LostCounts lost = reader->lost();
    snapshot.lost += lost.no_room + lost.not_exported + lost.torn;
    if (reader->state() != rings::ProcessState::kAlive) continue;
    ++snapshot.processes;
    reader->ForEachInFlight([&](const rings::ReadInFlight& open) {
      snapshot.in_flight.push_back(DescribeOpen(*reader, open));
    });
  }
  return snapshot;
}

}  // namespace dbspan::cli
