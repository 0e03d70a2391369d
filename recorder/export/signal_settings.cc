#include "recorder/export/signal_settings.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>
#include <string_view>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Created at each call, so that nothing must be destroyed at exit.
Choices<ExporterKind> Exporters() {
  return {{"otlp", ExporterKind::kOtlp},
          {"console", ExporterKind::kConsole},
          {"none", ExporterKind::kNone}};
}
Choices<Protocol> Protocols() {
  return {{"http/protobuf", Protocol::kHttpProtobuf},
          {"http/json", Protocol::kHttpJson},
          {"grpc", Protocol::kGrpc}};
}
Choices<bool> Compressions() { return {{"gzip", true}, {"none", false}}; }

std::string WithoutSlash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

bool HasPath(const std::string& url) {
  const std::size_t host = url.find("://");
  return host != std::string::npos && url.find('/', host + 3) != std::string::npos;
}

// Returns the URL for gRPC. The endpoint is a server; its scheme may be missing (specification,
// exporter.md).
std::string GrpcUrl(const std::string& endpoint, const Signal& signal, bool insecure) {
  std::string url = WithoutSlash(endpoint);
  if (url.find("://") == std::string::npos) url = (insecure ? "http://" : "https://") + url;
  return url + "/opentelemetry.proto.collector." + signal.service + "/Export";
}

std::string UrlOf(Variables& variables, const Signal& signal, const SignalSettings& settings) {
  const std::string own = std::string{kOtlp} + signal.name + "_";
  const auto endpoint = variables.Text(kOtlp + std::string{"ENDPOINT"});
  const auto own_endpoint = variables.Text(own + "ENDPOINT");
  if (settings.target.protocol == Protocol::kGrpc) {
    bool insecure = false;
    variables.Flag(kOtlp + std::string{"INSECURE"}, insecure);
    variables.Flag(own + "INSECURE", insecure);
    return GrpcUrl(own_endpoint.value_or(endpoint.value_or("http://localhost:4317")), signal,
                   insecure);
  }
  if (own_endpoint) return HasPath(*own_endpoint) ? *own_endpoint : *own_endpoint + "/";
  return WithoutSlash(endpoint.value_or("http://localhost:4318")) + "/" + signal.path;
}

// Returns whether it is a token (RFC 9110, 5.6.2).
bool IsHeaderName(std::string_view name) noexcept {
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
  };
  return !name.empty() && name.find('\0') == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), is_part);
}

void ReadHeaders(Variables& variables, const std::string& name, std::vector<std::string>& headers) {
  const auto text = variables.Text(name);
  if (!text) return;
  const std::vector<std::string> parts = SplitList(*text);
  if (parts.empty()) {
    variables.Complain(name + " is ignored; accepted: key=value, separated by commas");
    return;
  }
  headers.clear();
  std::size_t number = 0;
  for (const std::string& part : parts) {
    ++number;
    const std::size_t equals = part.find('=');
    const std::string key{Trim(std::string_view{part}.substr(0, equals))};
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : DecodePercent(Trim(std::string_view{part}.substr(equals + 1)));
    if (!value || !IsHeaderName(key) || value->find_first_of("\r\n") != std::string::npos) {
      // Print no part of the header: if `=` is missing or in the wrong place, even the key may
      // contain the secret.
      variables.Complain("header " + std::to_string(number) + " of " + name +
                         " is ignored; accepted: key=value, with a percent-coded value");
      continue;
    }
    headers.push_back(key + ": " + *value);
  }
}

void ReadTarget(Variables& variables, const Signal& signal, SignalSettings& settings) {
  OtlpTarget& target = settings.target;
  const std::string all = kOtlp;
  // the signal's own variable takes precedence
  for (const std::string& prefix : {all, all + signal.name + "_"}) {
    variables.Choose(prefix + "PROTOCOL", Protocols(), target.protocol);
    variables.Timeout(prefix + "TIMEOUT", target.timeout);
    variables.Choose(prefix + "COMPRESSION", Compressions(), target.gzip);
    variables.Text(prefix + "CERTIFICATE", target.certificate);
    variables.Text(prefix + "CLIENT_CERTIFICATE", target.client_certificate);
    variables.Text(prefix + "CLIENT_KEY", target.client_key);
    ReadHeaders(variables, prefix + "HEADERS", target.headers);
  }
  target.url = UrlOf(variables, signal, settings);
}

// Returns whether OTLP is the default exporter. With a ring file it is not, unless an endpoint is
// set, because the records are kept for a reader.
bool SendsByDefault(const Variables& variables, const Signal& signal) {
  return !variables.Text("DBSPAN_RING_DIR") || variables.Text(kOtlp + std::string{"ENDPOINT"}) ||
         variables.Text(std::string{kOtlp} + signal.name + "_ENDPOINT");
}

}  // namespace

SignalSettings ReadSignal(Variables& variables, const Signal& signal) {
  SignalSettings settings;
  settings.otlp = SendsByDefault(variables, signal);
  settings.otlp_without_rings = !settings.otlp;
  const std::string name = std::string{"OTEL_"} + signal.name + "_EXPORTER";
  if (const auto chosen = variables.ChooseList(name, Exporters()); chosen && !chosen->empty()) {
    const auto has = [&](ExporterKind kind) {
      return std::find(chosen->begin(), chosen->end(), kind) != chosen->end();
    };
    settings.otlp = has(ExporterKind::kOtlp);
    settings.otlp_without_rings = false;
    settings.console = has(ExporterKind::kConsole);
  }
  ReadTarget(variables, signal, settings);
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
