#include <protozero/pbf_writer.hpp>

#include "recorder/otlp/encoded.h"
#include "recorder/otlp/spans.h"
#include "recorder/rings/ring_reader.h"

namespace dbspan::recorder::rings {
namespace {

std::string TakeFrom(otlp::RequestBuilder& request) {
  return request.size() == 0 ? std::string{} : request.Take();
}

}  // namespace

DrainedRequests DrainAsOtlp(RingReader& reader, std::size_t most) {
  DrainedRequests drained;
  otlp::RequestBuilder traces{reader.process().resource};
  otlp::RequestBuilder logs{reader.process().resource};
  reader.Drain([&](const ReadRecord& record) {
    if (traces.size() + logs.size() == most) return false;
    (record.header.kind == RecordKind::kLog ? logs : traces)
        .Add(record.header.scope, record.encoded);
    return true;
  });
  drained.spans = traces.size();
  drained.log_records = logs.size();
  drained.traces = TakeFrom(traces);
  drained.logs = TakeFrom(logs);
  return drained;
}

std::string InFlightAsOtlp(RingReader& reader) {
  otlp::RequestBuilder request{reader.process().resource};
  reader.ForEachInFlight([&request](const ReadInFlight& open) {
    std::string span;
    otlp::EncodeStart(open.trace_id, open.span_id, open.start, span);
    span += EncodeStatement(open.statement);
    span += EncodeEndpoint(open.endpoint);
    if (otlp::IsEncoded(otlp::Part::kSpan, span)) request.Add(open.scope, span);
  });
  return TakeFrom(request);
}

}  // namespace dbspan::recorder::rings
