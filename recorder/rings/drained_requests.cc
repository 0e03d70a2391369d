#include <protozero/pbf_writer.hpp>

#include "recorder/otlp/encoded.h"
#include "recorder/otlp/metrics.h"
#include "recorder/otlp/request.h"
#include "recorder/otlp/spans.h"
#include "recorder/rings/ring_reader.h"
#include "recorder/scope.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string TakeFrom(otlp::RequestBuilder& request) {
  return request.size() == 0 ? std::string{} : request.Take();
}

// Adds the thread's attributes to a span. Source: semantic conventions, "Thread attributes";
// trace.v1.Span: field 9 is attributes.
void AddThread(std::int32_t id, const std::string& name, std::string& span) {
  const auto add = [&span](const char* key, const std::string& any) {
    std::string attribute;
    protozero::pbf_writer writer{attribute};
    writer.add_string(1, key);
    writer.add_message(2, any);
    protozero::pbf_writer{span}.add_message(9, attribute);
  };
  std::string any;
  protozero::pbf_writer{any}.add_int64(3, id);
  add("thread.id", any);
  any.clear();
  protozero::pbf_writer{any}.add_string(1, name);
  if (!name.empty()) add("thread.name", any);
}

}  // namespace

DrainedRequests DrainAsOtlp(RingReader& reader, std::size_t most, ThreadAttributes threads) {
  DrainedRequests drained;
  otlp::RequestBuilder traces{reader.process().resource};
  otlp::RequestBuilder logs{reader.process().resource};
  std::string span;
  reader.Drain([&](const ReadRecord& record) {
    if (traces.size() + logs.size() == most) return false;
    if (record.header.kind == RecordKind::kLog) {
      logs.Add(record.header.scope, record.encoded);
    } else if (threads == ThreadAttributes::kNo) {
      traces.Add(record.header.scope, record.encoded);
    } else {
      span = record.encoded;
      AddThread(record.header.thread, record.thread_name, span);
      traces.Add(record.header.scope, span);
    }
    return true;
  });
  drained.spans = traces.size();
  drained.log_records = logs.size();
  drained.traces = TakeFrom(traces);
  drained.logs = TakeFrom(logs);
  return drained;
}

std::string InFlightAsOtlp(RingReader& reader, ThreadAttributes threads) {
  otlp::RequestBuilder request{reader.process().resource};
  reader.ForEachInFlight([&request, threads](const ReadInFlight& open) {
    std::string span;
    otlp::EncodeStart(open.trace_id, open.span_id, open.start, span);
    span += EncodeStatement(open.statement);
    span += EncodeEndpoint(open.endpoint);
    if (threads == ThreadAttributes::kYes) AddThread(open.thread, open.thread_name, span);
    if (otlp::IsEncoded(otlp::Part::kSpan, span)) request.Add(open.scope, span);
  });
  return TakeFrom(request);
}

std::string MetricsAsOtlp(RingReader& reader, std::int64_t now) {
  constexpr std::size_t kMostTexts = std::size_t{256} << 20U;  // more than a file can contain
  Texts texts{kMostTexts};
  otlp::MetricsBuilder metrics{reader.process().resource, otlp::Temporality::kCumulative,
                               reader.process().recording_since};
  reader.ForEachSeries([&](const ReadSeries& series) {
    if (series.scope > ScopeCount()) return;
    SeriesKey key;
    key.scope = series.scope;
    key.overflow = series.overflow;
    key.endpoint = texts.Intern(series.endpoint);
    key.dimension = texts.InternDimension(series.statement);
    key.status = texts.Intern(series.status);
    metrics.Add(texts, key, series.sums);
  });
  const LostCounts lost = reader.lost();
  metrics.Add(SpanCounts{reader.exported(), lost.no_room, lost.not_exported});
  return metrics.Take(now);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
