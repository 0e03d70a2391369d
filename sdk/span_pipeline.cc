#include "sdk/span_pipeline.h"

#include <opentelemetry/sdk/trace/samplers/always_off_factory.h>
#include <opentelemetry/sdk/trace/samplers/always_on_factory.h>
#include <opentelemetry/sdk/trace/samplers/parent_factory.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio_factory.h>
#include <opentelemetry/sdk/trace/simple_processor_factory.h>

#include <chrono>
#include <utility>

#include "core/options/duration.h"
#include "core/options/environment_reader.h"
#include "dbspan/sdk/baggage_processor.h"
#include "dbspan/sdk/finding_processor.h"
#include "dbspan/sdk/keeping.h"
#include "dbspan/sdk/merging_processor.h"
#include "dbspan/sdk/statement_rate_sampler.h"
#include "dbspan/sdk/tree_exporter.h"
#include "insight/live/settings.h"
#include "sdk/batch_processor.h"
#include "sdk/exporters.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace sdk_trace = opentelemetry::sdk::trace;

bool Keeps(const Setup& setup) noexcept {
  return setup.keep_failed || setup.keep_slower_than.count() > 0;
}

std::unique_ptr<sdk_trace::Sampler> RootSamplerOf(const Environment& environment) {
  switch (environment.sampler) {
    case SamplerKind::kAlwaysOff:
      return sdk_trace::AlwaysOffSamplerFactory::Create();
    case SamplerKind::kRatio:
      return sdk_trace::TraceIdRatioBasedSamplerFactory::Create(environment.sampler_ratio);
    case SamplerKind::kAlwaysOn:
      break;
  }
  return sdk_trace::AlwaysOnSamplerFactory::Create();
}

// A value that is not accepted is reported by the recorder, which reads it as well.
std::chrono::nanoseconds MergesFasterThan(const Setup& setup) {
  if (setup.merge_faster_than.count() > 0) return setup.merge_faster_than;
  const auto variable = EnvironmentReader::OfProcess().Find("DBSPAN_MERGE_FASTER_THAN");
  if (!variable) return setup.merge_faster_than;
  return ReadDuration(variable->value).value_or(setup.merge_faster_than);
}

std::unique_ptr<sdk_trace::SpanProcessor> Decorated(
    std::unique_ptr<sdk_trace::SpanProcessor> processor, const Setup& setup) {
  if (const auto faster_than = MergesFasterThan(setup); faster_than.count() > 0) {
    processor = MakeMergingProcessor(std::move(processor), faster_than);
  }
  if (!setup.baggage_keys.empty()) {
    processor = std::make_unique<BaggageProcessor>(std::move(processor), setup.baggage_keys);
  }
  if (Keeps(setup)) {
    processor = std::make_unique<KeepingProcessor>(
        std::move(processor), Keeping{setup.keep_failed, setup.keep_slower_than});
  }
  return processor;
}

}  // namespace

std::unique_ptr<sdk_trace::Sampler> SamplerOf(const Setup& setup, const Environment& environment) {
  auto sampler = RootSamplerOf(environment);
  if (environment.parent_based) {
    sampler = sdk_trace::ParentBasedSamplerFactory::Create(std::move(sampler));
  }
  if (setup.spans_per_statement_per_second > 0) {
    sampler = std::make_unique<StatementRateSampler>(setup.spans_per_statement_per_second,
                                                     std::move(sampler));
  }
  if (Keeps(setup)) sampler = std::make_unique<KeepingSampler>(std::move(sampler));
  return sampler;
}

std::vector<std::unique_ptr<sdk_trace::SpanProcessor>> ProcessorsOf(
    const Setup& setup, const Environment& environment) {
  std::vector<std::unique_ptr<sdk_trace::SpanProcessor>> processors;
  if (setup.tree != nullptr) {
    processors.push_back(Decorated(
        sdk_trace::SimpleSpanProcessorFactory::Create(std::make_unique<TreeExporter>(*setup.tree)),
        setup));
  }
  if (auto exporter = SpanExporterOf(environment.traces)) {
    processors.push_back(
        Decorated(std::make_unique<BatchProcessor>(std::move(exporter), environment.spans), setup));
  }
  // One processor passes the ends of spans to the findings: the exporter's, if there is one.
  if (!processors.empty() && detail::GetFindingSettings().signal != FindingSignal::kOff) {
    processors.back() = MakeFindingProcessor(std::move(processors.back()));
  }
  return processors;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
