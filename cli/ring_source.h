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

/// Collects what the recorder leaves in shared files (docs/flight-recorder.md), also of processes
/// that were killed.
class RingSource : public RecordSource {
 public:
  /// `directory` is there, and is this user's only; empty: there are no rings.
  RingSource(SharedStore& store, std::string directory);
  ~RingSource() override;

  /// Before Start; both outlive it.
  void KeepOtherSignals(OtherSignals& signals) { other_signals_ = &signals; }
  void ForwardTo(Forwarder& forwarder) { forwarder_ = &forwarder; }
  /// The span that TRACEPARENT names, and the process that it stands for, which may execute another
  /// program. What is forwarded of other processes is put below spans of their own. Before Start.
  void SetProgram(const view::ProcessFacts& program) { program_ = program; }

  std::vector<Variable> Environment() const override;
  void Start() override;
  /// Waits up to a second for processes that still run, and reads what ended ones left in flight.
  std::vector<view::Notice> Finish() override;

  /// The processes that recorded something, with the ids of their spans. After Finish.
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
  std::map<std::string, std::unique_ptr<Reader>> readers_;  ///< By path.
  std::map<std::int32_t, view::SpanId> spans_;              ///< By process: the span of its own.
  std::map<std::string, std::int64_t> ended_;  ///< By path: when the process was first seen ended.
  std::map<std::string, std::string> unreadable_;  ///< Path and reason.
  std::vector<view::ProcessFacts> processes_;
  StopSignal stop_;
  std::thread thread_;
};

}  // namespace dbspan::cli
