#pragma once

#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/sampler.h>

#include <chrono>
#include <memory>
#include <utility>

#include "dbspan/sdk/forwarding_processor.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records every span, so that a `KeepingProcessor` can decide at its end whether to export it. The
/// sampled flag is that of `delegate`. Use it only together with `KeepingProcessor`: other
/// processors would export every span.
class KeepingSampler : public opentelemetry::sdk::trace::Sampler {
 public:
  explicit KeepingSampler(std::shared_ptr<opentelemetry::sdk::trace::Sampler> delegate) noexcept
      : delegate_(std::move(delegate)) {}

  opentelemetry::sdk::trace::SamplingResult ShouldSample(
      const opentelemetry::trace::SpanContext& parent_context,
      opentelemetry::trace::TraceId trace_id, opentelemetry::nostd::string_view name,
      opentelemetry::trace::SpanKind span_kind,
      const opentelemetry::common::KeyValueIterable& attributes,
      const opentelemetry::trace::SpanContextKeyValueIterable& links) noexcept override;
  opentelemetry::nostd::string_view GetDescription() const noexcept override {
    return "dbspan.KeepingSampler";
  }

 private:
  std::shared_ptr<opentelemetry::sdk::trace::Sampler> delegate_;
};

/// Spans that are exported although they are not sampled.
struct Keeping {
  bool failed = true;                       ///< Spans whose status is Error.
  std::chrono::nanoseconds slower_than{0};  ///< Spans that take at least this long; zero: none.
};

/// Passes on the sampled spans and, of the others, the failed and the slow ones; drops the rest.
///
/// Decides at the end of each span, so it holds no spans back. Safe from any thread.
class KeepingProcessor : public detail::WatchingProcessor {
 public:
  KeepingProcessor(std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next,
                   Keeping keeping) noexcept
      : WatchingProcessor(std::move(next)), keeping_(keeping) {}

  void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& span) noexcept override;

 private:
  Keeping keeping_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
