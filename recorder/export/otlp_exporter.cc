#include "recorder/export/otlp_exporter.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/log/log_once.h"
#include "core/log/url_secrets.h"
#include "recorder/export/answer.h"
#include "recorder/export/fork_gate.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMillisecond;
constexpr int kMostAttempts = 6;
constexpr std::int64_t kFirstPause = kSecond;
constexpr std::int64_t kLongestPause = 8 * kSecond;
constexpr std::int64_t kMostRetryAfter = 60;  // seconds; longer, and the queues overflow

const char* NameOf(otlp::Message message) noexcept {
  switch (message) {
    case otlp::Message::kTracesRequest:
      return "spans";
    case otlp::Message::kMetricsRequest:
      return "metrics";
    case otlp::Message::kLogsRequest:
      break;
  }
  return "log records";
}

std::string GrpcMessage(const std::string& message, bool compressed) {
  const auto size = static_cast<std::uint32_t>(message.size());
  std::string framed{compressed ? '\1' : '\0'};
  for (const unsigned shift : {24U, 16U, 8U, 0U}) framed += static_cast<char>(size >> shift);
  return framed + message;
}

void WriteToConsole(std::string text) {
  text += '\n';
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = write(STDOUT_FILENO, rest.data(), rest.size());
    if (written <= 0) return;  // closed, or without a reader
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Returns the pause before the next attempt. It doubles each time and has a random part, so that
// many processes do not retry at the same time.
std::int64_t PauseAfter(int attempt, std::int64_t retry_after) {
  if (retry_after > 0) return retry_after * kSecond;
  const std::int64_t pause =
      std::min(kFirstPause << static_cast<unsigned>(attempt - 1), kLongestPause);
  const std::int64_t chance = SteadyNow() / 1000 % 512;  // of 1024
  return pause / 2 + pause * chance / 1024;
}

/// Returns the variable that mends a failed export. `reason` is libcurl's text or the receiver's.
const char* AdviceFor(const std::string& reason) {
  if (reason.find("local SSL certificate") != std::string::npos) {
    return "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE names the file with the client's certificate";
  }
  for (const char* const certificate : {"certificate", "CA cert"}) {
    if (reason.find(certificate) != std::string::npos) {
      return "OTEL_EXPORTER_OTLP_CERTIFICATE names the file with the certificates to trust";
    }
  }
  if (reason.find("nsupported protocol") != std::string::npos) {
    return "OTEL_EXPORTER_OTLP_ENDPOINT begins with http:// or https://, for gRPC too";
  }
  return "OTEL_EXPORTER_OTLP_ENDPOINT says where to";
}

}  // namespace

OtlpExporter::OtlpExporter(const SignalSettings& settings, otlp::Message message, Deadline deadline)
    : settings_(settings), message_(message), deadline_(std::move(deadline)) {}

std::size_t OtlpExporter::Export(std::string request, std::size_t items) {
  if (settings_.console) WriteToConsole(otlp::ToJson(message_, request));
  if (!settings_.otlp) return 0;
  if (IsOver() || !OpenClient()) return items;
  return Send(Wrap(std::move(request)), items);
}

std::size_t OtlpExporter::ExportJson(std::string request, std::size_t items) {
  if (!settings_.otlp) return 0;
  if (IsOver() || !OpenClient()) return items;
  return Send(Compress(std::move(request)), items);
}

bool OtlpExporter::OpenClient() {
  if (client_ != nullptr) return true;
  if (unavailable_) return false;
  const ForkGate::Inside inside;
  std::string reason;
  const CurlLibrary* const curl = CurlLibrary::Load(reason);
  if (curl == nullptr) {
    unavailable_ = true;
    LogOnce("recorder.no_curl", "nothing is exported: " + reason + " (Debian: libcurl4)");
    return false;
  }
  client_ = std::make_unique<HttpClient>(*curl, settings_.target);
  if (settings_.target.gzip && !client_->compresses()) {
    LogOnce("recorder.no_zlib", "exports are not compressed: zlib is missing (Debian: zlib1g)");
  }
  return true;
}

std::string OtlpExporter::Wrap(std::string request) const {
  const Protocol protocol = settings_.target.protocol;
  if (protocol == Protocol::kHttpJson) request = otlp::ToJson(message_, request);
  request = Compress(std::move(request));
  return protocol == Protocol::kGrpc ? GrpcMessage(request, client_->compresses()) : request;
}

std::string OtlpExporter::Compress(std::string request) const {
  return client_->compresses() ? Gzip(std::move(request)) : request;
}

std::size_t OtlpExporter::Send(std::string body, std::size_t items) {
  const std::string to =
      std::string{NameOf(message_)} + " to " + WithoutUrlSecrets(settings_.target.url);
  std::string reason;  // reason of the last answer, which explains more than that the process ended
  for (int attempt = 1;; ++attempt) {
    const HttpAnswer answer = client_->Post(body, [this] { return IsOver(); });
    const Verdict verdict = Judge(answer, settings_.target.protocol);
    if (verdict.kind == Verdict::Kind::kTaken) {
      if (verdict.rejected > 0 || !verdict.reason.empty()) {
        LogOnce("recorder.rejected " + to, "the receiver of " + to + " rejected " +
                                               std::to_string(verdict.rejected) + " of " +
                                               std::to_string(items) + ": " + verdict.reason);
      }
      return std::min(verdict.rejected, items);
    }
    if (!answer.given_up || reason.empty()) reason = verdict.reason;
    const std::int64_t pause = PauseAfter(attempt, answer.retry_after);
    if (verdict.kind == Verdict::Kind::kRefused || !IsWorthRetrying(answer, attempt, pause)) {
      LogOnce("recorder.refused " + to,
              "could not export " + to + ": " + reason + "; " + std::to_string(items) +
                  (items == 1 ? " is lost; " : " are lost; ") + AdviceFor(reason));
      return items;
    }
    WaitBeforeRetry(pause);
  }
}

// During exit, an unreachable receiver is not retried, and neither is a request whose retry would
// begin after the deadline.
bool OtlpExporter::IsWorthRetrying(const HttpAnswer& answer, int attempt,
                                   std::int64_t pause) const {
  if (attempt == kMostAttempts || answer.retry_after > kMostRetryAfter) return false;
  return !IsEnding() || (!answer.unreachable && SteadyNow() + pause < deadline_());
}

// When exit begins, stops waiting, so that the next attempt is made at once.
void OtlpExporter::WaitBeforeRetry(std::int64_t pause) const {
  const bool was_ending = IsEnding();
  constexpr std::int64_t kSlice = 20 * kMillisecond;
  for (const std::int64_t until = SteadyNow() + pause;
       SteadyNow() < until && IsEnding() == was_ending;) {
    std::this_thread::sleep_for(std::chrono::nanoseconds{kSlice});
  }
}

bool OtlpExporter::IsEnding() const { return deadline_() != kNoDeadline; }

bool OtlpExporter::IsOver() const { return SteadyNow() >= deadline_(); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
