#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/forwarder.h"
#include "cli/http_server.h"
#include "cli/other_signals.h"
#include "cli/record_source.h"
#include "cli/shared_store.h"

namespace dbspan::cli {

/// Receives OTLP over HTTP on loopback: protobuf and JSON, uncompressed and gzip. Metrics and log
/// records are accepted, and stored if KeepOtherSignals was called. Source: OTLP specification 1.5,
/// "OTLP/HTTP".
///
/// To keep web pages out, it refuses requests with an `Origin` that was not allowed or a `Host`
/// that is not loopback.
class Receiver : public RecordSource {
 public:
  /// Answers requests to paths that are not OTLP.
  using OtherPaths = std::function<HttpAnswer(const HttpRequest&)>;

  /// Binds `port`; 0: a free port. Throws std::system_error.
  Receiver(SharedStore& store, std::uint16_t port);

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  /// Call these before Start. `signals` and `forwarder` must outlive the receiver.
  void KeepOtherSignals(OtherSignals& signals) { other_signals_ = &signals; }
  void ForwardTo(Forwarder& forwarder) { forwarder_ = &forwarder; }
  void SetOtherPaths(OtherPaths other) { other_ = std::move(other); }
  /// Lets web pages of these origins (`http://localhost:3000`; `*`: all) send spans. Call it before
  /// Start.
  void AllowOrigins(std::vector<std::string> origins) { origins_ = std::move(origins); }

  std::vector<Variable> Environment() const override;
  void Start() override;
  std::vector<view::Notice> Finish() override;

  void AskAgain() { server_.AskAgain(); }         ///< As HttpServer::AskAgain.
  HttpAnswer Answer(const HttpRequest& request);  ///< Answers a request; public for tests.

 private:
  bool IsAllowed(const std::string& origin) const;
  HttpAnswer TakeSignal(const HttpRequest& request);
  void TakeTraces(const std::string& body, Forwarder::Encoding encoding);
  void TakeOther(const std::string& path, const std::string& body, Forwarder::Encoding encoding);
  HttpAnswer Refuse(int status, const std::string& reason);

  SharedStore& store_;
  OtherPaths other_;
  std::vector<std::string> origins_;
  OtherSignals* other_signals_ = nullptr;
  Forwarder* forwarder_ = nullptr;
  std::atomic<std::uint64_t> refused_{0};
  std::string first_refusal_;  ///< Written by the server's thread, read after the thread ended.
  HttpServer server_;
};

}  // namespace dbspan::cli
