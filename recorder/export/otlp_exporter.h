#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "dbspan/version.h"
#include "recorder/export/http_client.h"
#include "recorder/export/settings.h"
#include "recorder/otlp/json.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sends the requests of one signal, one after another, to the target of its settings. Used by one
/// thread.
class OtlpExporter {
 public:
  /// Returns the time when exporting must end, in steady nanoseconds. Called repeatedly, because an
  /// exit may set it during a request.
  using Deadline = std::function<std::int64_t()>;
  static constexpr std::int64_t kNoDeadline = std::numeric_limits<std::int64_t>::max();

  /// `settings` must outlive the exporter. `message` is the type of the requests.
  OtlpExporter(const SignalSettings& settings, otlp::Message message, Deadline deadline);

  /// Sends an encoded request that contains `items` items, with retries where they can help.
  /// Returns the number of items that were not accepted. Logs a loss and its reason once.
  std::size_t Export(std::string request, std::size_t items);
  /// Sends a request in OTLP's JSON form like that. The protocol of the settings must be http/json.
  std::size_t ExportJson(std::string request, std::size_t items);

  /// Returns whether it has loaded the libraries for exporting.
  bool is_open() const noexcept { return client_ != nullptr; }

 private:
  std::size_t Send(std::string body, std::size_t items);
  bool OpenClient();
  std::string Wrap(std::string request) const;
  std::string Compress(std::string request) const;
  bool IsWorthRetrying(const HttpAnswer& answer, int attempt, std::int64_t pause) const;
  void WaitBeforeRetry(std::int64_t pause) const;
  bool IsOver() const;
  bool IsEnding() const;

  const SignalSettings& settings_;
  const otlp::Message message_;
  const Deadline deadline_;
  bool unavailable_ = false;  // true if libcurl cannot be loaded
  std::unique_ptr<HttpClient> client_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
