#include "cli/receiver.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>

#include "cli/request_encoding.h"
#include "core/text/starts_with.h"
#include "recorder/otlp/json.h"
#include "view/gzip.h"
#include "view/otlp_json.h"
#include "view/otlp_protobuf.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

constexpr int kPatience = 100;  // milliseconds to wait for further bytes while stopping

bool IsLoopbackHost(std::string host) {
  if (host.empty()) return true;  // HTTP/1.0 does not require the header
  if (host[0] == '[') return StartsWith(host, "[::1]") && (host.size() == 5 || host[5] == ':');
  host.resize(std::min(host.size(), host.find(':')));
  return host == "127.0.0.1" || host == "localhost";
}

std::string MediaType(const HttpRequest& request) {
  std::string type = request.Header("content-type");
  type.resize(std::min(type.size(), type.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type;
}

// Answers the preflight request of a browser. Source: Fetch, "CORS protocol".
HttpAnswer AnswerPreflight(const HttpRequest& request) {
  HttpAnswer answer;
  answer.status = 204;
  answer.headers["Access-Control-Allow-Methods"] = "POST";
  const std::string wanted = request.Header("access-control-request-headers");
  answer.headers["Access-Control-Allow-Headers"] =
      wanted.empty() ? "content-type, content-encoding" : wanted;
  answer.headers["Access-Control-Max-Age"] = "3600";
  if (!request.Header("access-control-request-private-network").empty()) {
    answer.headers["Access-Control-Allow-Private-Network"] = "true";
  }
  return answer;
}

bool IsSignal(const std::string& path) {
  return path == "/v1/traces" || path == "/v1/metrics" || path == "/v1/logs";
}

}  // namespace

Receiver::Receiver(SharedStore& store, std::uint16_t port) : store_(store), server_(port) {}

std::vector<Variable> Receiver::Environment() const {
  std::vector<Variable> variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", url()},
                                  {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"}};
  // The variables of one signal take precedence over the general ones, so replace them if set.
  if (std::getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != nullptr) {
    variables.emplace_back("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", url() + "/v1/traces");
  }
  if (std::getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") != nullptr) {
    variables.emplace_back("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf");
  }
  return variables;
}

void Receiver::Start() {
  server_.Start([this](const HttpRequest& request) { return Answer(request); });
}

std::vector<view::Notice> Receiver::Finish() {
  server_.Stop(kPatience);
  if (refused_ == 0) return {};
  return {
      {view::Notice::Level::kWarning,
       view::CountText(refused_, "request was", "requests were") + " refused: " + first_refusal_,
       "set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf for the program"}};
}

HttpAnswer Receiver::Answer(const HttpRequest& request) {
  if (!IsLoopbackHost(request.Header("host"))) {
    return Refuse(403, "the Host is not this machine");
  }
  if (!IsSignal(request.path)) {
    if (other_) return other_(request);
    return Refuse(404, "there is nothing but /v1/traces, /v1/metrics and /v1/logs");
  }
  const std::string origin = request.Header("origin");
  if (!origin.empty() && !IsAllowed(origin)) {
    return Refuse(403, "web pages may not send spans (dbspan view --cors)");
  }
  HttpAnswer answer;
  if (request.method == "POST") {
    answer = TakeSignal(request);
  } else if (request.method == "OPTIONS" && !origin.empty()) {
    answer = AnswerPreflight(request);
  } else {
    return Refuse(405, "OTLP is sent by POST");
  }
  if (!origin.empty()) {
    answer.headers["Access-Control-Allow-Origin"] = origin;
    answer.headers["Vary"] = "Origin";
  }
  return answer;
}

bool Receiver::IsAllowed(const std::string& origin) const {
  return std::any_of(origins_.begin(), origins_.end(), [&origin](const std::string& allowed) {
    return allowed == "*" || allowed == origin;
  });
}

HttpAnswer Receiver::TakeSignal(const HttpRequest& request) {
  const std::string type = MediaType(request);
  const bool json = type == "application/json";
  if (!json && type != "application/x-protobuf") {
    return Refuse(415, "the content type is neither application/x-protobuf nor application/json");
  }
  HttpAnswer answer;
  answer.content_type = type;
  if (json) answer.body = "{}";

  const std::string encoding = request.Header("content-encoding");
  std::optional<std::string> unpacked;
  if (encoding == "gzip" || encoding == "deflate") {
    unpacked = view::Gunzip(request.body, HttpServer::kMostBody);
    if (!unpacked) return Refuse(400, "the body cannot be unpacked, or is too long");
  } else if (!encoding.empty() && encoding != "identity") {
    return Refuse(415, "the content encoding is not gzip");
  }
  const std::string& body = unpacked ? *unpacked : request.body;
  const auto encoded = json ? Forwarder::Encoding::kJson : Forwarder::Encoding::kProtobuf;
  try {
    if (request.path == "/v1/traces") {
      TakeTraces(body, encoded);
    } else {
      TakeOther(request.path, body, encoded);
    }
  } catch (const std::exception& reason) {
    return Refuse(400, std::string{"the body is no OTLP message: "} + reason.what());
  }
  return answer;
}

void Receiver::TakeTraces(const std::string& body, Forwarder::Encoding encoding) {
  const std::uint64_t spans = store_.With([&](view::Store& store) {
    const std::uint64_t before = store.received();
    if (encoding == Forwarder::Encoding::kJson) {
      view::ReadTracesJson(body, store);
    } else {
      view::ReadTracesProtobuf(body, store);
    }
    return store.received() - before;
  });
  if (forwarder_ == nullptr) return;
  forwarder_->Send(recorder::otlp::Message::kTracesRequest, encoding, body, spans);
}

void Receiver::TakeOther(const std::string& path, const std::string& body,
                         Forwarder::Encoding encoding) {
  using recorder::otlp::Message;
  const bool metrics = path == "/v1/metrics";
  const Message message = metrics ? Message::kMetricsRequest : Message::kLogsRequest;
  if (forwarder_ != nullptr) forwarder_->Send(message, encoding, body, 1);
  if (other_signals_ == nullptr) return;
  const std::string line =
      encoding == Forwarder::Encoding::kJson ? body : DecodeRequest(message, body);
  if (metrics) {
    other_signals_->AddMetrics(line);
  } else {
    other_signals_->AddLogs(line);
  }
}

HttpAnswer Receiver::Refuse(int status, const std::string& reason) {
  if (refused_++ == 0) first_refusal_ = reason;
  HttpAnswer answer;
  answer.status = status;
  answer.body = reason + "\n";
  return answer;
}

}  // namespace dbspan::cli
