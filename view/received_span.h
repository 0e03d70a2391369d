#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dbspan::view {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::uint64_t;  ///< The eight bytes, first one highest. 0: none.

/// An attribute. Values that are no texts are written as JSON.
using Attribute = std::pair<std::string, std::string>;
using Attributes = std::vector<Attribute>;

struct ReceivedEvent {
  std::string name;
  std::int64_t time = 0;  ///< Unix nanoseconds.
  Attributes attributes;
};

/// A span as it came in, whatever it came by. Texts may hold anything but invalid UTF-8.
struct ReceivedSpan {
  TraceId trace_id{};
  SpanId id = 0;
  SpanId parent_id = 0;
  std::string name;
  std::uint8_t kind = 0;    ///< As in OTLP: 3 is a client.
  std::uint8_t status = 0;  ///< As in OTLP: 2 is an error.
  bool unfinished = false;  ///< Its start was recorded, its end was not.
  std::int64_t start = 0;   ///< Unix nanoseconds.
  std::int64_t end = 0;
  std::string message;  ///< Of the status.
  std::string trace_state;
  std::string scope;
  Attributes attributes;
  std::vector<ReceivedEvent> events;
};

/// What the spans of one process have in common.
struct ReceivedResource {
  std::string service;
  std::string executable;
  std::string instance;  ///< `service.instance.id`.
  std::int64_t pid = 0;  ///< 0: unknown.
  Attributes attributes;
};

/// Takes what a reader finds, in the order of the input.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  /// The resource of the spans that follow.
  virtual void OnResource(ReceivedResource resource) = 0;
  virtual void OnSpan(ReceivedSpan span) = 0;
};

}  // namespace dbspan::view
