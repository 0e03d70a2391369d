#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "recorder/export/otlp_exporter.h"
#include "recorder/export/settings.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Forwards what `dbspan run` receives to the endpoint in the user's own OTEL_EXPORTER_OTLP_…
/// variables, with their protocol, headers and certificates. Does nothing for signals without an
/// endpoint.
///
/// A request is forwarded as it is if the endpoint speaks HTTP, which allows both encodings:
/// protobuf stays protobuf unless the protocol is http/json, and JSON stays JSON. With gRPC, JSON
/// is encoded again.
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

  enum class Encoding : std::uint8_t { kProtobuf, kJson };
  using Message = recorder::otlp::Message;

  void Start();
  /// Sends an encoded ExportTraceServiceRequest that contains `spans` spans.
  void Send(std::string request, std::size_t spans) {
    Send(Message::kTracesRequest, Encoding::kProtobuf, std::move(request), spans);
  }
  /// Queues a request of any signal. If it is lost, `items` are added to what was lost.
  void Send(Message message, Encoding encoding, std::string request, std::size_t items);
  /// Sends the spans of these processes.
  void Send(const std::vector<view::ProcessFacts>& processes);
  /// Ends the thread after at most one second for the requests that are still queued. Returns a
  /// warning if spans were lost.
  std::vector<view::Notice> Finish();

 private:
  struct Request {
    Message message = Message::kTracesRequest;
    Encoding encoding = Encoding::kProtobuf;
    std::string body;
    std::size_t items = 0;
  };
  /// The endpoint of one signal.
  struct Route {
    bool wanted = false;
    recorder::SignalSettings settings;
    recorder::SignalSettings json;  ///< The same with the protocol http/json.
    std::unique_ptr<recorder::OtlpExporter> exporter;
    std::unique_ptr<recorder::OtlpExporter> json_exporter;
    std::atomic<std::uint64_t> lost{0};
  };
  static constexpr std::size_t kMostBytes = 64U << 20U;

  Route& RouteOf(Message message) { return routes_[static_cast<std::size_t>(message)]; }
  void Run();
  static std::size_t Export(Route& route, Request request);

  std::array<Route, 3> routes_;  ///< By Message.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> waiting_;
  std::size_t bytes_ = 0;
  bool stopping_ = false;
  std::atomic<std::int64_t> deadline_{recorder::OtlpExporter::kNoDeadline};
  std::thread thread_;
};

}  // namespace dbspan::cli
