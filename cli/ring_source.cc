#include "cli/ring_source.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <set>

#include "cli/lost_notices.h"
#include "cli/run_environment.h"
#include "cli/span_parents.h"
#include "core/process/signal_guard.h"
#include "recorder/otlp/json.h"
#include "view/otlp_protobuf.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

namespace rings = recorder::rings;
using rings::ProcessState;

constexpr std::chrono::milliseconds kInterval{100};
constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::size_t kRecordsAtOnce = 4096;

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string NameOf(const rings::ProcessDescription& process) {
  return process.executable.substr(process.executable.rfind('/') + 1);
}

}  // namespace

RingSource::RingSource(SharedStore& store, std::string directory)
    : store_(store), directory_(std::move(directory)) {}

RingSource::~RingSource() {
  stop_.Stop();
  if (thread_.joinable()) thread_.join();
}

std::vector<Variable> RingSource::Environment() const {
  if (directory_.empty()) return {};
  // dbspan removes the directory at the end of the run, while some processes may still be running.
  // These cannot create it again, because mkdir fails for a path that ends with `/.`.
  return {{"DBSPAN_RING_DIR", directory_ + "/."}, {"DBSPAN_RING_READER", "on"}};
}

void RingSource::Start() {
  if (directory_.empty()) return;
  const SignalGuard of_new_threads;
  thread_ = std::thread{[this] {
    do {
      CollectAll();
    } while (!stop_.StoppedWithin(kInterval));
  }};
}

std::vector<view::Notice> RingSource::Finish() {
  std::vector<view::Notice> notices;
  if (directory_.empty()) return notices;
  stop_.Stop();
  if (thread_.joinable()) thread_.join();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  CollectAll();
  while ((AnyAlive() || !others_().empty()) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kInterval / 10);
    CollectAll();
  }
  std::set<std::int64_t> alive;
  for (const pid_t process : others_()) alive.insert(process);
  for (const auto& [path, reader] : readers_) {
    const bool ended = reader->state() != ProcessState::kAlive;
    Collect(*reader);
    if (ended) {
      CollectInFlight(*reader);
      reader->Remove();
    } else {
      alive.insert(reader->process().process);
    }
    const rings::ProcessDescription& process = reader->process();
    view::ProcessFacts facts;
    facts.pid = process.process;
    facts.parent = process.parent;
    facts.name = NameOf(process);
    facts.started = process.start;
    const auto known_end = ended_.find(path);
    if (known_end != ended_.end()) facts.duration = known_end->second - facts.started;
    facts.span = SpanOf(process.process);
    if (ended) {
      facts.exit_code = reader->exit_code();
    } else {
      facts.notes.emplace_back("still runs");
    }
    AddLostNotices(reader->lost(), facts.name + " (" + std::to_string(facts.pid) + ")", notices);
    processes_.push_back(std::move(facts));
  }
  if (!alive.empty()) {
    notices.push_back({view::Notice::Level::kInfo,
                       view::CountText(alive.size(), "process still runs", "processes still run") +
                           "; what they do from now on is not in this report",
                       "--follow waits for them"});
  }
  for (const auto& [path, reason] : unreadable_) {
    notices.push_back({view::Notice::Level::kWarning, path + " cannot be read: " + reason, ""});
  }
  return notices;
}

void RingSource::CollectAll() {
  const std::vector<std::string> paths = Reader::List(directory_);
  // A file that has disappeared is not an error: its process ended with nothing left to read.
  for (auto known = unreadable_.begin(); known != unreadable_.end();) {
    const bool there = std::find(paths.begin(), paths.end(), known->first) != paths.end();
    known = there ? std::next(known) : unreadable_.erase(known);
  }
  for (const std::string& path : paths) {
    if (readers_.count(path) > 0) continue;
    std::string reason;
    auto reader = Reader::Open(path, reason);
    if (reader == nullptr) {
      unreadable_[path] = reason;  // it may be incomplete yet; the next call tries again
      continue;
    }
    unreadable_.erase(path);
    readers_[path] = std::move(reader);
  }
  for (const auto& [path, reader] : readers_) {
    if (ended_.count(path) == 0 && reader->state() != ProcessState::kAlive) ended_[path] = Now();
    Collect(*reader);
  }
}

void RingSource::Collect(Reader& reader) {
  while (true) {
    rings::DrainedRequests drained =
        rings::DrainAsOtlp(reader, kRecordsAtOnce, rings::ThreadAttributes::kYes);
    if (drained.spans == 0 && drained.log_records == 0) return;
    Take(drained.traces);
    Forward(reader, std::move(drained.traces), drained.spans);
    if (other_signals_ != nullptr && !drained.logs.empty()) {
      other_signals_->AddLogs(
          recorder::otlp::ToJson(recorder::otlp::Message::kLogsRequest, drained.logs));
    }
  }
}

void RingSource::CollectInFlight(Reader& reader) {
  Take(rings::InFlightAsOtlp(reader, rings::ThreadAttributes::kYes));
}

void RingSource::Forward(const Reader& reader, std::string request, std::size_t spans) {
  if (forwarder_ == nullptr || request.empty()) return;
  const std::int32_t process = reader.process().process;
  if (process != program_.pid) {
    ReplaceParent(request, program_.trace, program_.span, SpanOf(process));
  }
  forwarder_->Send(std::move(request), spans);
}

// Returns the id of the span of a process. Programs that the process executes one after the other
// share it.
view::SpanId RingSource::SpanOf(std::int32_t process) {
  if (process == program_.pid) return program_.span;
  const auto [found, added] = spans_.try_emplace(process, 0);
  if (added) found->second = NewSpanId();
  return found->second;
}

bool RingSource::AnyAlive() const {
  for (const auto& [path, reader] : readers_) {
    if (reader->state() == ProcessState::kAlive) return true;
  }
  return false;
}

void RingSource::Take(const std::string& request) {
  if (request.empty()) return;
  store_.With([&request](view::Store& store) { view::ReadTracesProtobuf(request, store); });
}

}  // namespace dbspan::cli
