#include "cli/span_parents.h"

#include <array>
#include <cstring>
#include <protozero/pbf_reader.hpp>

namespace dbspan::cli {
namespace {

using protozero::data_view;
using protozero::pbf_reader;

std::array<char, 8> BytesOf(view::SpanId id) {
  std::array<char, 8> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; id >>= 8U) bytes[i] = static_cast<char>(id & 255U);
  return bytes;
}

bool Equals(data_view view, const void* bytes, std::size_t size) {
  return view.size() == size && std::memcmp(view.data(), bytes, size) == 0;
}

// Returns the place of the parent id in an encoded span, if it has this trace and parent; else
// null.
const char* ParentIn(pbf_reader span, const view::TraceId& trace,
                     const std::array<char, 8>& parent) {
  bool of_trace = false;
  const char* found = nullptr;
  while (span.next()) {
    // Source: opentelemetry/proto/trace/v1/trace.proto: 1 trace_id, 4 parent_span_id.
    const bool bytes = span.wire_type() == protozero::pbf_wire_type::length_delimited;
    if (span.tag() == 1 && bytes) {
      of_trace = Equals(span.get_view(), trace.data(), trace.size());
    } else if (span.tag() == 4 && bytes) {
      const data_view id = span.get_view();
      found = Equals(id, parent.data(), parent.size()) ? id.data() : nullptr;
    } else {
      span.skip();
    }
  }
  return of_trace ? found : nullptr;
}

}  // namespace

void ReplaceParent(std::string& request, const view::TraceId& trace, view::SpanId parent,
                   view::SpanId own) {
  const std::array<char, 8> before = BytesOf(parent);
  const std::array<char, 8> after = BytesOf(own);
  pbf_reader message{request};
  while (message.next(1)) {
    pbf_reader resource_spans = message.get_message();
    while (resource_spans.next(2)) {
      pbf_reader scope_spans = resource_spans.get_message();
      while (scope_spans.next(2)) {
        const char* const at = ParentIn(scope_spans.get_message(), trace, before);
        if (at == nullptr) continue;
        const auto offset = static_cast<std::size_t>(at - request.data());
        std::memcpy(&request[offset], after.data(), after.size());
      }
    }
  }
}

}  // namespace dbspan::cli
