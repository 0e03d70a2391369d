#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dbspan::view {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::uint64_t;  ///< The eight bytes as a big-endian number. 0: none.

/// Key and value of an attribute. Values other than texts are written as JSON.
using Attribute = std::pair<std::string, std::string>;
using Attributes = std::vector<Attribute>;

struct ReceivedEvent {
  std::string name;
  std::int64_t time = 0;  ///< Unix nanoseconds.
  Attributes attributes;
};

/// A span as received, independent of the encoding. Texts are valid UTF-8, but otherwise unchecked:
/// they may contain control characters.
struct ReceivedSpan {
  TraceId trace_id{};
  SpanId id = 0;
  SpanId parent_id = 0;
  std::string name;
  std::uint8_t kind = 0;    ///< As in OTLP: 3 is a client.
  std::uint8_t status = 0;  ///< As in OTLP: 2 is an error.
  bool unfinished = false;  ///< It has a start time but no end time.
  std::int64_t start = 0;   ///< Unix nanoseconds.
  std::int64_t end = 0;
  std::string message;  ///< Message of the status.
  std::string trace_state;
  std::string scope;
  Attributes attributes;
  std::vector<ReceivedEvent> events;
};

/// A resource: the data that all spans of one process share.
struct ReceivedResource {
  std::string service;
  std::string executable;
  std::string instance;  ///< `service.instance.id`.
  std::int64_t pid = 0;  ///< 0: unknown.
  Attributes attributes;
};

/// Receives resources and spans from a reader, in the order of the input.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  /// Sets the resource of the spans that follow.
  virtual void OnResource(ReceivedResource resource) = 0;
  virtual void OnSpan(ReceivedSpan span) = 0;
};

}  // namespace dbspan::view
