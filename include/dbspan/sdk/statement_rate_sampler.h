#pragma once

#include <opentelemetry/sdk/trace/sampler.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Limits the sampled client spans of each name per second, so that a frequent statement does not
/// crowd out the others. Only affects client spans that `delegate` samples.
///
/// Safe from any thread. Memory is bounded: after `kMostNames` names, all further ones share one
/// allowance.
class StatementRateSampler : public opentelemetry::sdk::trace::Sampler {
 public:
  static constexpr std::size_t kMostNames = 2000;

  /// The burst size is `per_second`, but at least 1.
  StatementRateSampler(double per_second,
                       std::shared_ptr<opentelemetry::sdk::trace::Sampler> delegate);

  opentelemetry::sdk::trace::SamplingResult ShouldSample(
      const opentelemetry::trace::SpanContext& parent_context,
      opentelemetry::trace::TraceId trace_id, opentelemetry::nostd::string_view name,
      opentelemetry::trace::SpanKind span_kind,
      const opentelemetry::common::KeyValueIterable& attributes,
      const opentelemetry::trace::SpanContextKeyValueIterable& links) noexcept override;
  opentelemetry::nostd::string_view GetDescription() const noexcept override {
    return "dbspan.StatementRateSampler";
  }

 private:
  struct Allowance {
    double spans;
    std::chrono::steady_clock::time_point filled;
  };

  bool Takes(std::string name);

  const double per_second_;
  const double burst_;
  const std::shared_ptr<opentelemetry::sdk::trace::Sampler> delegate_;
  std::mutex mutex_;
  std::unordered_map<std::string, Allowance> allowances_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
