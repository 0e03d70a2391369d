#include "recorder/otlp/spans.h"

#include <protozero/pbf_writer.hpp>

#include "core/span/attributes.h"
#include "dbspan/version.h"
#include "recorder/otlp/fields.h"
#include "recorder/otlp/pieces.h"
#include "recorder/otlp/values.h"
#include "recorder/scope.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::pbf_writer;

// Field numbers of trace.v1.Span and Status.
constexpr std::uint32_t kTraceId = 1;
constexpr std::uint32_t kSpanId = 2;
constexpr std::uint32_t kParentSpanId = 4;
constexpr std::uint32_t kKind = 6;
constexpr std::uint32_t kStart = 7;
constexpr std::uint32_t kEnd = 8;
constexpr std::uint32_t kDroppedAttributes = 10;
constexpr std::uint32_t kStatus = 15;
constexpr std::uint32_t kFlags = 16;
constexpr std::uint32_t kStatusMessage = 2;
constexpr std::uint32_t kStatusCode = 3;
constexpr std::int32_t kClient = 3;
constexpr std::int32_t kError = 2;
// SpanFlags: bits for "it is known whether the parent is remote" and "the parent is remote".
constexpr std::uint32_t kHasIsRemote = 0x100;
constexpr std::uint32_t kIsRemote = 0x200;

void AddException(std::string& span, std::int64_t time, std::string_view type,
                  std::string_view message) {
  std::string attributes;
  AddAttribute(attributes, AttributesOf::kEvent, attribute::kExceptionType, type);
  if (!message.empty()) {
    AddAttribute(attributes, AttributesOf::kEvent, attribute::kExceptionMessage, message);
  }
  AddEvent(span, time, attribute::kExceptionEvent, attributes);
}

void AddErrorStatus(std::string& span, std::string_view message) {
  std::string storage;
  const std::string_view valid = ValidUtf8(message, storage);
  pbf_writer writer{span};
  pbf_writer status{writer, kStatus};
  if (!valid.empty()) status.add_string(kStatusMessage, valid.data(), valid.size());
  status.add_enum(kStatusCode, kError);
}

/// Encodes the particulars of one span. Events get the end time of the span.
class Particulars {
 public:
  Particulars(std::string& span, std::int64_t end) noexcept : span_(span), end_(end) {}

  void operator()(const ParticularView& particular) {
    switch (particular.kind) {
      case Particular::kReturnedRows:
        return AddSpanAttribute(span_, attribute::kReturnedRows, particular.number());
      case Particular::kAffectedRows:
        return AddSpanAttribute(span_, attribute::kAffectedRows, particular.number());
      case Particular::kWarnings:
        return AddSpanAttribute(span_, attribute::kWarnings, particular.number());
      case Particular::kBatchSize:
        return AddSpanAttribute(span_, attribute::kBatchSize, particular.number());
      case Particular::kTransactionAborted:
        return AddFlag(span_, AttributesOf::kSpan, attribute::kTransactionAborted, true);
      case Particular::kQueryText:
        return AddSpanAttribute(span_, attribute::kQueryText, particular.text);
      case Particular::kStatusCode:
        return AddSpanAttribute(span_, attribute::kStatusCode, particular.text);
      case Particular::kErrorType:
        return AddSpanAttribute(span_, attribute::kErrorType, particular.text);
      case Particular::kErrorRetry:
        return AddSpanAttribute(span_, attribute::kErrorRetry, particular.text);
      case Particular::kHits:
        return AddCountEvent(span_, end_, attribute::kCacheHitEvent, attribute::kCacheItemCount,
                             particular.number());
      case Particular::kMisses:
        return AddCountEvent(span_, end_, attribute::kCacheMissEvent, attribute::kCacheItemCount,
                             particular.number());
      case Particular::kErrorMessage:
        message_ = particular.text;
        return AddErrorStatus(span_, message_);
      case Particular::kExceptionType:
        return AddException(span_, end_, particular.text, message_);
      case Particular::kEncoded:
        span_ += particular.text;
        return;
      case Particular::kLeftOut:
        pbf_writer{span_}.add_uint32(kDroppedAttributes,
                                     static_cast<std::uint32_t>(particular.number()));
        return;
    }
  }

 private:
  std::string& span_;
  const std::int64_t end_;
  std::string_view message_;
};

}  // namespace

void EncodeSpan(const char* record, const Texts& texts, std::string& span) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof header);
  EncodeSpan(record, header.statement == 0 ? "" : texts.StatementFields(header.statement),
             header.endpoint == 0 ? "" : texts.EndpointFields(header.endpoint), span);
}

void EncodeSpan(const char* record, std::string_view statement_fields,
                std::string_view endpoint_fields, std::string& span) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof header);
  // Added as unsigned numbers to avoid overflow, because a damaged ring file may contain any
  // number.
  const auto end = static_cast<std::int64_t>(static_cast<std::uint64_t>(header.start) +
                                             static_cast<std::uint64_t>(header.duration));
  Pieces pieces;
  pieces.AddBytes(kTraceId, header.trace_id.data(), header.trace_id.size());
  pieces.AddBytes(kSpanId, header.span_id.data(), header.span_id.size());
  if (header.parent_id != SpanId{}) {
    pieces.AddBytes(kParentSpanId, header.parent_id.data(), header.parent_id.size());
  }
  pieces.AddHighFixed32(
      kFlags, header.trace_flags | kHasIsRemote | (header.parent_is_remote ? kIsRemote : 0U));
  pieces.AddNumber(kKind, kClient);
  pieces.AddFixed64(kStart, static_cast<std::uint64_t>(header.start));
  pieces.AddFixed64(kEnd, static_cast<std::uint64_t>(end));
  span += pieces.view();
  span += statement_fields;
  span += endpoint_fields;
  ForEachParticular(record, Particulars{span, end});
}

void EncodeStart(const TraceId& trace_id, const SpanId& span_id, std::int64_t start,
                 std::string& span) {
  pbf_writer writer{span};
  AddId(writer, kTraceId, trace_id);
  AddId(writer, kSpanId, span_id);
  writer.add_enum(kKind, kClient);
  writer.add_fixed64(kStart, static_cast<std::uint64_t>(start));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
