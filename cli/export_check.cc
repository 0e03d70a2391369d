#include "cli/export_check.h"

#include <chrono>
#include <cstdlib>

#include "core/log/url_secrets.h"
#include "recorder/export/answer.h"
#include "recorder/export/http_client.h"
#include "recorder/export/settings.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{5};

bool IsSet(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

ExportCheck CheckExport() {
  ExportCheck check;
  const recorder::ExportSettings settings =
      recorder::ReadExportSettings([](const char* name) { return std::getenv(name); });
  const bool named =
      IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  if (!named || !settings.traces.otlp) return check;
  const recorder::OtlpTarget& target = settings.traces.target;
  check.url = WithoutUrlSecrets(target.url);
  std::string reason;
  const recorder::CurlLibrary* const curl = recorder::CurlLibrary::Load(reason);
  if (curl == nullptr) {
    check.answer = "cannot be asked: " + reason;
    return check;
  }
  recorder::HttpClient client{*curl, target};
  const bool grpc = target.protocol == recorder::Protocol::kGrpc;
  const auto begin = Clock::now();
  // gRPC needs a header before the empty message: five zero bytes for uncompressed and length 0.
  const recorder::HttpAnswer answer =
      client.Post(grpc                                               ? std::string(5, '\0')
                  : target.protocol == recorder::Protocol::kHttpJson ? "{}"
                                                                     : "",
                  [begin] { return Clock::now() - begin > kPatience; });
  const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin);
  if (!answer.arrived) {
    check.answer = "does not answer: " + answer.failure;
    return check;
  }
  const recorder::Verdict verdict = recorder::Judge(answer, target.protocol);
  check.ok = verdict.kind == recorder::Verdict::Kind::kTaken;
  check.answer = "answers " + std::to_string(answer.status) + " in " +
                 view::DurationText(took.count()) + " (empty request)";
  if (!check.ok && !verdict.reason.empty()) check.answer += ": " + verdict.reason;
  return check;
}

}  // namespace dbspan::cli
