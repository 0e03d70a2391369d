#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "recorder/export/otlp_exporter.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Forwards the spans that `dbspan run` collects to the endpoint in the user's own
/// OTEL_EXPORTER_OTLP_… variables, with their protocol, headers and certificates. Does nothing if
/// they name no endpoint.
///
/// Construct it before the fork, call Start after it, and Finish after the end of the program. Send
/// is thread-safe and never blocks. If more than 64 MiB were queued, the request is dropped and its
/// spans are counted as lost.
class Forwarder {
 public:
  Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;
  ~Forwarder();

  bool wanted() const { return wanted_; }
  void Start();
  /// Sends an encoded ExportTraceServiceRequest that contains `spans` spans.
  void Send(std::string request, std::size_t spans);
  /// Sends the spans of these processes.
  void Send(const std::vector<view::ProcessFacts>& processes);
  /// Ends the thread after at most one second for the requests that are still queued. Returns a
  /// warning if spans were lost.
  std::vector<view::Notice> Finish();

 private:
  struct Request {
    std::string body;
    std::size_t spans = 0;
  };
  static constexpr std::size_t kMostBytes = 64U << 20U;

  void Run();

  const recorder::ExportSettings settings_;
  const bool wanted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> waiting_;
  std::size_t bytes_ = 0;
  bool stopping_ = false;
  std::atomic<std::int64_t> deadline_{recorder::OtlpExporter::kNoDeadline};
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::thread thread_;
};

}  // namespace dbspan::cli
