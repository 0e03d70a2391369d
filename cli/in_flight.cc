#include "cli/in_flight.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "cli/output.h"
#include "view/picture.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

namespace rings = recorder::rings;

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string ServerOf(const recorder::EndpointTexts& endpoint) {
  std::string server{endpoint.server_address};
  if (endpoint.server_port != 0) server += ":" + std::to_string(endpoint.server_port);
  return server;
}

}  // namespace

InFlight ReadInFlight(rings::RingReader& reader, const view::Look& look) {
  InFlight found;
  reader.ForEachInFlight([&](const rings::ReadInFlight& one) {
    ++found.count;
    std::string line = std::to_string(reader.process().process) + "  ";
    line += view::Printable(one.thread_name) + " (" + std::to_string(one.thread) + ")  ";
    line += view::Printable(one.statement.name) + "  " +
            view::Printable(view::ShortSystem(one.endpoint.system)) + " " +
            view::Printable(ServerOf(one.endpoint)) + "  for " +
            view::DurationText(std::max<std::int64_t>(Now() - one.start, 0));
    line = view::CutTo(line, look.width);
    found.lines += (look.unicode ? line : view::ToAscii(line)) + "\n";
  });
  return found;
}

void ShowInFlight(const std::string& directory) {
  const view::Look look = LookOf(STDERR_FILENO, ColourWhen::kAuto);
  InFlight all;
  for (const std::string& path : rings::RingReader::List(directory)) {
    std::string reason;
    const auto reader = rings::RingReader::Open(path, reason);
    if (reader == nullptr || reader->state() != rings::ProcessState::kAlive) continue;
    const InFlight found = ReadInFlight(*reader, look);
    all.count += found.count;
    all.lines += found.lines;
  }
  WriteAll(STDERR_FILENO, "dbspan: in flight: " + std::to_string(all.count) + "\n" + all.lines);
}

}  // namespace dbspan::cli
