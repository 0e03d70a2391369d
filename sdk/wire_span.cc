#include "sdk/wire_span.h"

#include <opentelemetry/trace/trace_state.h>

#include <protozero/pbf_writer.hpp>

#include "recorder/otlp/fields.h"
#include "sdk/wire_attributes.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace common = opentelemetry::common;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace otlp = recorder::otlp;
using protozero::pbf_writer;

// Field numbers of trace.v1.Span, Span.Event, Span.Link and Status.
constexpr std::uint32_t kTraceId = 1;
constexpr std::uint32_t kSpanId = 2;
constexpr std::uint32_t kParentSpanId = 4;
constexpr std::uint32_t kKind = 6;
constexpr std::uint32_t kStart = 7;
constexpr std::uint32_t kEnd = 8;
constexpr std::uint32_t kEvents = 11;
constexpr std::uint32_t kLinks = 13;
constexpr std::uint32_t kStatus = 15;
constexpr std::uint32_t kFlags = 16;
constexpr std::uint32_t kEventTime = 1;
constexpr std::uint32_t kEventName = 2;
constexpr std::uint32_t kLinkTraceId = 1;
constexpr std::uint32_t kLinkSpanId = 2;
constexpr std::uint32_t kLinkTraceState = 3;
constexpr std::uint32_t kStatusMessage = 2;
constexpr std::uint32_t kStatusCode = 3;
// Size of most encoded spans, reserved to avoid reallocations.
constexpr std::size_t kUsualBytes = 512;

std::string_view View(nostd::string_view text) noexcept { return {text.data(), text.size()}; }

template <class Id>
void AddId(pbf_writer& message, std::uint32_t field, const Id& id) {
  message.add_bytes(field, reinterpret_cast<const char*>(id.Id().data()), id.Id().size());
}

void AddText(pbf_writer& message, std::uint32_t field, std::string_view text) {
  std::string storage;
  const std::string_view valid = otlp::ValidUtf8(text, storage);
  if (!valid.empty()) message.add_string(field, valid.data(), valid.size());
}

std::string HeaderOf(const trace::SpanContext& context) {
  const auto& state = context.trace_state();
  return state == nullptr || state->Empty() ? std::string{} : state->ToHeader();
}

// The API counts internal, server, client, producer, consumer from 0; in OTLP, 0 is "unspecified".
std::int32_t KindOf(trace::SpanKind kind) noexcept { return static_cast<std::int32_t>(kind) + 1; }

}  // namespace

WireSpan::WireSpan() { fields_.reserve(kUsualBytes); }

void WireSpan::SetIdentity(const trace::SpanContext& context, trace::SpanId parent) noexcept try {
  pbf_writer span{fields_};
  AddId(span, kTraceId, context.trace_id());
  AddId(span, kSpanId, context.span_id());
  if (parent.IsValid()) AddId(span, kParentSpanId, parent);
  otlp::AddTraceState(fields_, HeaderOf(context));
} catch (...) {  // no memory
}

void WireSpan::SetTraceFlags(trace::TraceFlags flags) noexcept try {
  if (flags.flags() != 0) pbf_writer{fields_}.add_fixed32(kFlags, flags.flags());
} catch (...) {
}

void WireSpan::SetSpanKind(trace::SpanKind kind) noexcept try {
  pbf_writer{fields_}.add_enum(kKind, KindOf(kind));
} catch (...) {
}

void WireSpan::SetStartTime(common::SystemTimestamp time) noexcept try {
  start_ = time.time_since_epoch().count();
  pbf_writer{fields_}.add_fixed64(kStart, static_cast<std::uint64_t>(start_));
} catch (...) {
}

void WireSpan::SetDuration(std::chrono::nanoseconds duration) noexcept try {
  pbf_writer{fields_}.add_fixed64(kEnd, static_cast<std::uint64_t>(start_ + duration.count()));
} catch (...) {
}

void WireSpan::SetName(nostd::string_view name) noexcept try {
  Replace(name_, [&] { otlp::AddSpanName(fields_, View(name)); });
} catch (...) {
}

void WireSpan::SetStatus(trace::StatusCode code, nostd::string_view description) noexcept try {
  Replace(status_, [&] {
    pbf_writer span{fields_};
    pbf_writer status{span, kStatus};
    // OTLP allows a description only for errors.
    if (code == trace::StatusCode::kError) AddText(status, kStatusMessage, View(description));
    if (code != trace::StatusCode::kUnset) {
      status.add_enum(kStatusCode, static_cast<std::int32_t>(code));
    }
  });
} catch (...) {
}

void WireSpan::AddEvent(nostd::string_view name, common::SystemTimestamp timestamp,
                        const common::KeyValueIterable& attributes) noexcept try {
  pbf_writer span{fields_};
  pbf_writer event{span, kEvents};
  event.add_fixed64(kEventTime, static_cast<std::uint64_t>(timestamp.time_since_epoch().count()));
  AddText(event, kEventName, View(name));
  AppendAttributes(fields_, otlp::AttributesOf::kEvent, attributes);  // goes into the open `event`
} catch (...) {
}

void WireSpan::AddLink(const trace::SpanContext& context,
                       const common::KeyValueIterable& attributes) noexcept try {
  pbf_writer span{fields_};
  pbf_writer link{span, kLinks};
  AddId(link, kLinkTraceId, context.trace_id());
  AddId(link, kLinkSpanId, context.span_id());
  AddText(link, kLinkTraceState, HeaderOf(context));
  AppendAttributes(fields_, otlp::AttributesOf::kLink, attributes);  // goes into the open `link`
} catch (...) {
}

void WireSpan::SetAttribute(nostd::string_view key, const common::AttributeValue& value) noexcept
    try {
  Attribute* attribute = Find(View(key));
  if (attribute == nullptr) {
    if (attributes_used_ < kFew) {
      attribute = &few_[attributes_used_];
    } else {
      more_.emplace_back();
      attribute = &more_.back();
    }
    attribute->piece = {};
    ++attributes_used_;
  }
  Replace(attribute->piece,
          [&] { AppendAttribute(fields_, otlp::AttributesOf::kSpan, key, value); });
  attribute->key_at = static_cast<std::uint32_t>(KeyOf(fields_, attribute->piece.at));
  attribute->key_size = static_cast<std::uint32_t>(key.size());
} catch (...) {  // no memory: the attribute is lost
}

WireSpan::Attribute* WireSpan::Find(std::string_view key) noexcept {
  const auto is = [&](const Attribute& attribute) {
    return attribute.key_size == key.size() && attribute.piece.size != 0 &&
           std::string_view{fields_}.substr(attribute.key_at, key.size()) == key;
  };
  for (std::size_t i = 0; i < attributes_used_ && i < kFew; ++i) {
    if (is(few_[i])) return &few_[i];
  }
  for (Attribute& attribute : more_) {
    if (is(attribute)) return &attribute;
  }
  return nullptr;
}

template <class Append>
void WireSpan::Replace(Piece& piece, Append append) {
  if (piece.size != 0) Erase(piece);
  piece = {};
  const std::size_t before = fields_.size();
  append();
  piece = {static_cast<std::uint32_t>(before), static_cast<std::uint32_t>(fields_.size() - before)};
}

void WireSpan::Erase(Piece erased) {
  fields_.erase(erased.at, erased.size);
  ForEachPiece([erased](std::uint32_t& at) {
    if (at > erased.at) at -= erased.size;
  });
}

template <class Visit>
void WireSpan::ForEachPiece(Visit visit) {
  visit(name_.at);
  visit(status_.at);
  const auto visit_attribute = [&visit](Attribute& attribute) {
    visit(attribute.piece.at);
    visit(attribute.key_at);
  };
  for (std::size_t i = 0; i < attributes_used_ && i < kFew; ++i) visit_attribute(few_[i]);
  for (Attribute& attribute : more_) visit_attribute(attribute);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
