#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cli/forwarder.h"
#include "cli/other_signals.h"
#include "cli/record_source.h"
#include "cli/shared_store.h"
#include "cli/stop_signal.h"
#include "recorder/rings/ring_reader.h"

namespace dbspan::cli {

/// Collects records from the ring files that the recorder writes (docs/flight-recorder.md), also
/// those of processes that were killed.
class RingSource : public RecordSource {
 public:
  /// `directory` must exist and be accessible to this user only. If it is empty, the source does
  /// nothing.
  RingSource(SharedStore& store, std::string directory);
  ~RingSource() override;

  /// Call these before Start. `signals` and `forwarder` must outlive the source.
  void KeepOtherSignals(OtherSignals& signals) { other_signals_ = &signals; }
  void ForwardTo(Forwarder& forwarder) { forwarder_ = &forwarder; }
  /// Sets the process of the program, whose span TRACEPARENT names. Spans of other processes are
  /// forwarded with a span of their own process as the parent. Call it before Start.
  void SetProgram(const view::ProcessFacts& program) { program_ = program; }

  /// Sets a function that returns further processes for which Finish waits, because they may call a
  /// client soon. Call it before Finish.
  void AlsoWaitFor(std::function<std::vector<pid_t>()> processes) {
    others_ = std::move(processes);
  }

  std::vector<Variable> Environment() const override;
  void Start() override;
  /// Waits up to a second for processes that are still running, and collects the operations that
  /// were in flight when a process ended.
  std::vector<view::Notice> Finish() override;

  /// Returns the processes with a ring file, with the ids of their spans. Valid after Finish.
  const std::vector<view::ProcessFacts>& processes() const { return processes_; }

 private:
  using Reader = recorder::rings::RingReader;

  void CollectAll();
  void Collect(Reader& reader);
  void CollectInFlight(Reader& reader);
  bool AnyAlive() const;
  void Take(const std::string& request);
  void Forward(const Reader& reader, std::string request, std::size_t spans);
  view::SpanId SpanOf(std::int32_t process);

  SharedStore& store_;
  const std::string directory_;
  OtherSignals* other_signals_ = nullptr;
  Forwarder* forwarder_ = nullptr;
  view::ProcessFacts program_;
  std::map<std::string, std::unique_ptr<Reader>> readers_;  ///< By path of the file.
  std::map<std::int32_t, view::SpanId> spans_;              ///< Span of each process, by pid.
  std::map<std::string, std::int64_t> ended_;               ///< By path: when the end was noticed.
  std::map<std::string, std::string> unreadable_;           ///< Reasons by path.
  std::vector<view::ProcessFacts> processes_;
  StopSignal stop_;
  std::function<std::vector<pid_t>()> others_ = [] { return std::vector<pid_t>{}; };
  std::thread thread_;
};

}  // namespace dbspan::cli
