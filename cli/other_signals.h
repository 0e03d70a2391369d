#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace dbspan::cli {

/// Received metrics and log records. They are stored as OTLP JSON, one message per line, and
/// written along with the spans. Messages beyond 64 MiB are dropped and counted. Thread-safe.
class OtherSignals {
 public:
  static constexpr std::size_t kMostBytes = 64U << 20U;

  /// Both functions take one OTLP message in JSON.
  void AddMetrics(std::string_view json) { Add(json, metrics_); }
  void AddLogs(std::string_view json) { Add(json, logs_); }

  std::string metrics() const {
    const std::lock_guard<std::mutex> lock{mutex_};
    return metrics_;
  }
  std::string logs() const {
    const std::lock_guard<std::mutex> lock{mutex_};
    return logs_;
  }
  std::uint64_t left_out() const {
    const std::lock_guard<std::mutex> lock{mutex_};
    return left_out_;
  }

 private:
  void Add(std::string_view json, std::string& lines) {
    const std::lock_guard<std::mutex> lock{mutex_};
    if (metrics_.size() + logs_.size() + json.size() > kMostBytes) {
      ++left_out_;
      return;
    }
    // JSON has line breaks only between tokens, so blanks can replace them.
    for (const char letter : json) lines += letter == '\n' || letter == '\r' ? ' ' : letter;
    lines += '\n';
  }

  mutable std::mutex mutex_;
  std::string metrics_;
  std::string logs_;
  std::uint64_t left_out_ = 0;
};

}  // namespace dbspan::cli
