#include "view/otlp_protobuf.h"

#include <cstring>
#include <protozero/pbf_reader.hpp>

#include "view/attribute_text.h"
#include "view/protobuf_value.h"

namespace dbspan::view {
namespace {

using protozero::pbf_reader;

SpanId IdOf(protozero::data_view bytes) {
  if (bytes.size() != 8) return 0;
  SpanId id = 0;
  for (std::size_t i = 0; i < 8; ++i) id = id << 8U | static_cast<unsigned char>(bytes.data()[i]);
  return id;
}

ReceivedEvent ReadEvent(pbf_reader message) {
  ReceivedEvent event;
  while (message.next()) {
    switch (message.tag()) {
      case 1:
        event.time = static_cast<std::int64_t>(message.get_fixed64());
        break;
      case 2:
        event.name = ProtobufText(message);
        break;
      case 3:
        event.attributes.push_back(ReadProtobufAttribute(message.get_message()));
        break;
      default:
        message.skip();
    }
  }
  return event;
}

void ReadStatus(pbf_reader message, ReceivedSpan& span) {
  while (message.next()) {
    switch (message.tag()) {
      case 2:
        span.message = ProtobufText(message);
        break;
      case 3:
        span.status = static_cast<std::uint8_t>(message.get_enum());
        break;
      default:
        message.skip();
    }
  }
}

ReceivedSpan ReadSpan(pbf_reader message) {
  ReceivedSpan span;
  while (message.next()) {
    switch (message.tag()) {
      case 1: {
        const auto id = message.get_view();
        if (id.size() == span.trace_id.size()) {
          std::memcpy(span.trace_id.data(), id.data(), id.size());
        }
        break;
      }
      case 2:
        span.id = IdOf(message.get_view());
        break;
      case 3:
        span.trace_state = ProtobufText(message);
        break;
      case 4:
        span.parent_id = IdOf(message.get_view());
        break;
      case 5:
        span.name = ProtobufText(message);
        break;
      case 6:
        span.kind = static_cast<std::uint8_t>(message.get_enum());
        break;
      case 7:
        span.start = static_cast<std::int64_t>(message.get_fixed64());
        break;
      case 8:
        span.end = static_cast<std::int64_t>(message.get_fixed64());
        break;
      case 9:
        span.attributes.push_back(ReadProtobufAttribute(message.get_message()));
        break;
      case 11:
        span.events.push_back(ReadEvent(message.get_message()));
        break;
      case 15:
        ReadStatus(message.get_message(), span);
        break;
      default:
        message.skip();
    }
  }
  span.unfinished = span.end == 0 && span.start != 0;
  return span;
}

ReceivedResource ReadResource(pbf_reader message) {
  Attributes attributes;
  while (message.next()) {
    if (message.tag() == 1) {
      attributes.push_back(ReadProtobufAttribute(message.get_message()));
    } else {
      message.skip();
    }
  }
  return ResourceOf(std::move(attributes));
}

void ReadScopeSpans(pbf_reader message, SpanSink& sink) {
  std::string scope;
  while (message.next()) {
    if (message.tag() == 1) {
      pbf_reader scope_message = message.get_message();
      while (scope_message.next()) {
        if (scope_message.tag() == 1) {
          scope = ProtobufText(scope_message);
        } else {
          scope_message.skip();
        }
      }
    } else if (message.tag() == 2) {
      ReceivedSpan span = ReadSpan(message.get_message());
      span.scope = scope;
      sink.OnSpan(std::move(span));
    } else {
      message.skip();
    }
  }
}

}  // namespace

void ReadTracesProtobuf(std::string_view message, SpanSink& sink) {
  pbf_reader request{message.data(), message.size()};
  while (request.next()) {
    if (request.tag() != 1) {
      request.skip();
      continue;
    }
    // The resource may be encoded after its spans, so a first pass reads it.
    const auto resource_spans = request.get_view();
    ReceivedResource resource = ResourceOf({});
    pbf_reader first{resource_spans};
    while (first.next(1)) resource = ReadResource(first.get_message());
    sink.OnResource(std::move(resource));
    pbf_reader second{resource_spans};
    while (second.next(2)) ReadScopeSpans(second.get_message(), sink);
  }
}

}  // namespace dbspan::view
