#include "dbspan/sdk/wire_exporter.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>
#include <opentelemetry/exporters/otlp/otlp_http_client.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>

#include <atomic>
#include <string>

#include "core/log/log_once.h"
#include "sdk/otlp_messages.h"
#include "sdk/wire_request.h"
#include "sdk/wire_span.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otlp = opentelemetry::exporter::otlp;
namespace sdk_common = opentelemetry::sdk::common;
namespace sdk_trace = opentelemetry::sdk::trace;
namespace protobuf = google::protobuf;

otlp::OtlpHttpClientOptions ClientOptionsOf(const otlp::OtlpHttpExporterOptions& options) {
  return otlp::OtlpHttpClientOptions{options.url,
                                     options.ssl_insecure_skip_verify,
                                     options.ssl_ca_cert_path,
                                     options.ssl_ca_cert_string,
                                     options.ssl_client_key_path,
                                     options.ssl_client_key_string,
                                     options.ssl_client_cert_path,
                                     options.ssl_client_cert_string,
                                     options.ssl_min_tls,
                                     options.ssl_max_tls,
                                     options.ssl_cipher,
                                     options.ssl_cipher_suite,
                                     options.content_type,
                                     options.json_bytes_mapping,
                                     options.compression,
                                     options.use_json_name,
                                     options.console_debug,
                                     options.timeout,
                                     options.http_headers,
                                     options.retry_policy_max_attempts,
                                     options.retry_policy_initial_backoff,
                                     options.retry_policy_max_backoff,
                                     options.retry_policy_backoff_multiplier,
                                     nullptr};
}

// The client of SDK 1.19 has an Export() for the message alone.
template <typename HttpClient>
auto SendWith(HttpClient& client, const protobuf::Message& message, int /* preferred */)
    -> decltype(client.Export(message)) {
  return client.Export(message);
}

// The client of SDK 1.28 also reads the response. It waits for it if no request may run besides.
template <typename HttpClient>
sdk_common::ExportResult SendWith(HttpClient& client, const protobuf::Message& message, long) {
  const protobuf::Message* const prototype = PrototypeOf("ExportTraceServiceResponse");
  auto arena = std::make_unique<protobuf::Arena>();
  protobuf::Message* const response =
      (prototype == nullptr ? &protobuf::Empty::default_instance() : prototype)->New(arena.get());
  std::int64_t rejected = 0;
  const auto result = client.Export(
      message, std::move(arena), response,
      [&rejected](sdk_common::ExportResult, protobuf::Message* read) {
        if (read != nullptr) rejected = RejectedSpans(*read);
        return true;
      },
      0);
  if (rejected > 0) {
    LogOnce("wire_exporter.rejected", "a receiver rejected " + std::to_string(rejected) +
                                          " spans of a request that it accepted");
  }
  return result;
}

}  // namespace

/// Wraps the SDK's HTTP client. That starts a thread, so it is created when there is something to
/// send. Safe from any thread.
class WireExporter::Client {
 public:
  explicit Client(const otlp::OtlpHttpExporterOptions& options)
      : options_(options), json_(options.content_type == otlp::HttpRequestContentType::kJson) {}

  sdk_common::ExportResult Send(const std::string& request) {
    return json_ ? SendParsed(request) : SendAsItIs(request);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept {
    const auto client = client_.load();
    return client == nullptr || client->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept {
    ended_ = true;
    const auto client = client_.load();
    return client == nullptr || client->Shutdown(timeout);
  }
  ~Client() { delete client_.load(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

 private:
  // Not called concurrently: exports are sequential.
  sdk_common::ExportResult Export(const protobuf::Message& message) {
    if (ended_) return sdk_common::ExportResult::kFailure;
    auto* client = client_.load();
    if (client == nullptr) {
      client = new otlp::OtlpHttpClient{ClientOptionsOf(options_)};
      client_ = client;
    }
    return SendWith(*client, message, 0);
  }

  // `Empty` declares no fields, so it keeps the request as unknown fields and serializes them
  // unchanged. Parsing is cheap: it splits only the outermost fields, one per resource.
  sdk_common::ExportResult SendAsItIs(const std::string& request) {
    protobuf::Empty message;
    if (!message.GetReflection()->MutableUnknownFields(&message)->ParseFromString(request)) {
      return sdk_common::ExportResult::kFailure;
    }
    return Export(message);
  }

  // Converting to JSON requires the names of the fields.
  sdk_common::ExportResult SendParsed(const std::string& request) {
    const protobuf::Message* const prototype = PrototypeOf("ExportTraceServiceRequest");
    const std::unique_ptr<protobuf::Message> message{prototype == nullptr ? nullptr
                                                                          : prototype->New()};
    if (message == nullptr || !message->ParseFromString(request)) {
      LogOnce("wire_exporter.json", "spans are not exported: the SDK has no OTLP messages");
      return sdk_common::ExportResult::kFailure;
    }
    return Export(*message);
  }

  const otlp::OtlpHttpExporterOptions options_;
  const bool json_;
  std::atomic<bool> ended_{false};
  std::atomic<otlp::OtlpHttpClient*> client_{nullptr};
};

WireExporter::WireExporter() : WireExporter(otlp::OtlpHttpExporterOptions{}) {}

WireExporter::WireExporter(const otlp::OtlpHttpExporterOptions& options)
    : client_(std::make_unique<Client>(options)) {}

WireExporter::~WireExporter() = default;

std::unique_ptr<sdk_trace::Recordable> WireExporter::MakeRecordable() noexcept try {
  return std::make_unique<WireSpan>();
} catch (...) {
  return nullptr;  // no memory: the SDK then records nothing
}

sdk_common::ExportResult WireExporter::Export(
    const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept try {
  if (spans.empty()) return sdk_common::ExportResult::kSuccess;
  return client_->Send(WireRequestOf(spans));
} catch (...) {
  return sdk_common::ExportResult::kFailure;
}

bool WireExporter::ForceFlush(std::chrono::microseconds timeout) noexcept {
  return client_->ForceFlush(timeout);
}

bool WireExporter::Shutdown(std::chrono::microseconds timeout) noexcept {
  return client_->Shutdown(timeout);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
