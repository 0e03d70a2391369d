#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "recorder/export/http_client.h"
#include "recorder/export/settings.h"
#include "recorder/otlp/json.h"

namespace dbspan::recorder {

/// Sends the requests of one signal where its settings say, one after the other. Used by one
/// thread.
class OtlpExporter {
 public:
  /// Steady nanoseconds at which exporting has to be over; asked again and again, because an exit
  /// may set it while a receiver is waited for.
  using Deadline = std::function<std::int64_t()>;
  static constexpr std::int64_t kNoDeadline = std::numeric_limits<std::int64_t>::max();

  /// `settings` must outlive it. `message` is what is sent.
  OtlpExporter(const SignalSettings& settings, otlp::Message message, Deadline deadline);

  /// Sends a request with so many items, again if that may help, and returns how many of them were
  /// not taken. What was lost, and why, is logged once.
  std::size_t Export(std::string request, std::size_t items);

  /// Tells whether it has loaded what it exports with.
  bool is_open() const noexcept { return client_ != nullptr; }

 private:
  std::size_t Send(std::string body, std::size_t items);
  bool OpenClient();
  std::string Wrap(std::string request) const;
  bool IsWorthRetrying(const HttpAnswer& answer, int attempt, std::int64_t pause) const;
  void WaitBeforeRetry(std::int64_t pause) const;
  bool IsOver() const;
  bool IsEnding() const;

  const SignalSettings& settings_;
  const otlp::Message message_;
  const Deadline deadline_;
  bool unavailable_ = false;  // without libcurl
  std::unique_ptr<HttpClient> client_;
};

}  // namespace dbspan::recorder
