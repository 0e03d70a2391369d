#include "cli/process_encoding.h"

#include <cstdint>
#include <cstdlib>
#include <protozero/pbf_writer.hpp>

namespace dbspan::cli {
namespace {

void AddAttribute(protozero::pbf_writer& to, protozero::pbf_tag_type tag, const std::string& key,
                  const std::string& value) {
  std::string any;
  const bool number = key == "process.pid" || key == "process.parent_pid" ||
                      key == "process.exit.code" || key == "dbspan.process.signal";
  protozero::pbf_writer any_writer{any};
  if (number) {
    any_writer.add_int64(3, std::atoll(value.c_str()));
  } else {
    any_writer.add_string(1, value);
  }
  std::string pair;
  protozero::pbf_writer pair_writer{pair};
  pair_writer.add_string(1, key);
  pair_writer.add_message(2, any);
  to.add_message(tag, pair);
}

std::string BytesOf(view::SpanId id) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift & 255U);
  return bytes;
}

// Encodes a Span. Source: opentelemetry/proto/trace/v1/trace.proto.
std::string EncodeSpan(const view::ReceivedSpan& span) {
  std::string encoded;
  protozero::pbf_writer writer{encoded};
  writer.add_bytes(1, reinterpret_cast<const char*>(span.trace_id.data()), span.trace_id.size());
  writer.add_bytes(2, BytesOf(span.id));
  if (span.parent_id != 0) writer.add_bytes(4, BytesOf(span.parent_id));
  writer.add_string(5, span.name);
  writer.add_enum(6, span.kind);
  writer.add_fixed64(7, static_cast<std::uint64_t>(span.start));
  writer.add_fixed64(8, static_cast<std::uint64_t>(span.unfinished ? span.start : span.end));
  for (const auto& [key, value] : span.attributes) AddAttribute(writer, 9, key, value);
  if (span.status != 0) {
    std::string status;
    protozero::pbf_writer status_writer{status};
    status_writer.add_string(2, span.message);
    status_writer.add_enum(3, span.status);
    writer.add_message(15, status);
  }
  return encoded;
}

}  // namespace

std::string EncodeProcess(const view::ProcessFacts& process) {
  std::string resource;
  protozero::pbf_writer resource_writer{resource};
  AddAttribute(resource_writer, 1, "service.name", process.name);
  AddAttribute(resource_writer, 1, "process.pid", std::to_string(process.pid));
  std::string scope;
  protozero::pbf_writer{scope}.add_string(1, view::kProcessScope);
  std::string scope_spans;
  protozero::pbf_writer scope_writer{scope_spans};
  scope_writer.add_message(1, scope);
  scope_writer.add_message(2, EncodeSpan(view::SpanOfFacts(process)));
  std::string resource_spans;
  protozero::pbf_writer spans_writer{resource_spans};
  spans_writer.add_message(1, resource);
  spans_writer.add_message(2, scope_spans);
  return resource_spans;
}

}  // namespace dbspan::cli
