#include "recorder/operation_sink.h"

#include <opentelemetry/baggage/baggage.h>
#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_metadata.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <string>
#include <type_traits>

#include "core/span/attributes.h"
#include "core/span/current_context.h"
#include "core/span/error_message.h"
#include "core/span/span_name.h"
#include "core/span/span_outcome.h"
#include "core/span/start_attributes.h"
#include "recorder/otlp/fields.h"
#include "recorder/process.h"
#include "recorder/scope.h"

namespace dbspan::recorder {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using otlp::AttributesOf;

/// What is in the room of a span.
struct Room {
  OpenSpan open;
  std::int64_t batch_size = Operation::kNotABatch;
  bool in_context = false;  ///< The thread had a context when it started.
};
static_assert(std::is_trivially_copyable_v<Room> && sizeof(Room) <= Sink::Span::kRoom);

Room& RoomOf(const Sink::Span& span) noexcept {
  return *std::launder(reinterpret_cast<Room*>(span.room));
}

std::int64_t Nanoseconds(Sink::SteadyTime time) noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// The span that is current, as the API keeps it; null if there is none.
const trace::Span* SpanIn(const context::ContextValue& value) noexcept {
  const auto* const span = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  return span != nullptr ? span->get() : nullptr;
}

/// Adds an attribute of one of the types that attributes of ours have. Asks for each of them: to
/// visit a variant of the API would need one more library.
void AddValue(std::string& message, AttributesOf of, nostd::string_view name,
              const opentelemetry::common::AttributeValue& value) {
  const std::string_view key{name.data(), name.size()};
  if (const auto* const text = nostd::get_if<nostd::string_view>(&value)) {
    otlp::AddAttribute(message, of, key, std::string_view{text->data(), text->size()});
  } else if (const auto* const number = nostd::get_if<std::int64_t>(&value)) {
    otlp::AddAttribute(message, of, key, *number);
  } else if (const auto* const fraction = nostd::get_if<double>(&value)) {
    otlp::AddAttribute(message, of, key, *fraction);
  } else if (const auto* const flag = nostd::get_if<bool>(&value)) {
    otlp::AddFlag(message, of, key, *flag);
  }
}

/// Throws std::bad_alloc; not while the list is read, which lets no exception through.
std::string Encode(AttributesOf of, const AttributeList& attributes) {
  std::string encoded;
  bool complete = true;
  attributes.ForEachKeyValue([&](nostd::string_view key, const auto& value) noexcept {
    try {
      AddValue(encoded, of, key, value);
    } catch (...) {
      complete = false;
    }
    return complete;
  });
  if (!complete) throw std::bad_alloc{};
  return encoded;
}

EndpointTexts TextsOf(const Endpoint& endpoint) noexcept {
  const EndpointFields& fields = endpoint.fields();
  return {fields.system.name(), fields.database,     fields.server_address,
          fields.server_port,   fields.peer_address, fields.peer_port};
}

TextId NumberOf(const Endpoint& endpoint) noexcept {
  TextId id = endpoint.sink_id().get();
  if (id != 0) return id;
  id = CurrentTexts().Intern(TextsOf(endpoint));
  endpoint.sink_id().set(id);
  return id;
}

/// Tells whether the interned id of an operation depends on its statement alone or, for a command,
/// on its endpoint and name alone.
bool HasOneNumber(const Operation& operation, const Statement* statement) noexcept {
  if (!operation.collection.empty() || !operation.procedure.empty()) return false;
  return statement == nullptr || (operation.name.empty() && !statement->summary.empty());
}

/// Returns the interned id of an operation, or 0 if it is not interned yet.
TextId KnownNumber(const Operation& operation, const Statement* statement) noexcept {
  if (!HasOneNumber(operation, statement)) return 0;
  if (statement != nullptr) return statement->sink_id.get();
  return operation.endpoint->sink_ids().Find(operation.name);
}

/// Adds the text that is not interned: that of a command, or a statement with its literals. Throws
/// std::bad_alloc.
void AddText(const Operation& operation, const Statement* statement, const Options& options,
             dbspan::detail::KeptText& text) {
  if (options.query_text == QueryText::kOff) return;
  const std::size_t limit = options.query_text_limit;
  if (statement != nullptr) {
    if (options.query_text == QueryText::kVerbatim) text += CutText(operation.sql, limit);
  } else if (operation.write_text != nullptr) {
    operation.write_text(operation.parsed, limit, text);
  } else if (operation.redact != nullptr && !operation.raw.empty()) {
    text += operation.redact(operation.raw, limit);
  }
}

/// Tells whether interned ids and the text of the operation describe it completely.
bool IsPlain(const Operation& operation, const Options& options, const RecorderSettings& settings,
             bool in_context) noexcept {
  return operation.link == nullptr && options.parameters.empty() &&
         options.conventions == Conventions::kStable &&
         (settings.baggage_keys.empty() || !in_context) && settings.spans_per_name_per_second <= 0;
}

/// Describes an operation, piece by piece.
class Describing {
 public:
  Describing(const Sink::Description& description, Recorder& recorder, Sink::Span& span) noexcept
      : description_(description),
        operation_(description.operation),
        statement_(description.statement),
        options_(description.options),
        recorder_(recorder),
        span_(span) {}

  /// Throws std::bad_alloc; what was described until then is recorded.
  void Run() {
    OpenSpan& open = RoomOf(span_).open;
    const TextId endpoint = NumberOf(*operation_.endpoint);
    if (open.sampled() && recorder_.settings().spans_per_name_per_second > 0) {
      recorder_.AdmitName(open, SpanName{operation_, statement_}.view());
    }
    Recorder::TextUse use{recorder_};
    const TextId statement = use ? StatementNumber(use) : 0;
    recorder_.Describe(open, description_.scope, endpoint, statement, DimensionOf(statement), use);
    if (open.recording()) AddParticulars(endpoint, statement);
  }

 private:
  void AddParticulars(TextId endpoint, TextId statement) {
    RoomOf(span_).batch_size = operation_.batch_size;
    if (endpoint == 0) Fields() += EncodeEndpoint(TextsOf(*operation_.endpoint));
    if (statement == 0) Fields() += EncodeStatement(Texts(SpanName{operation_, statement_}));
    AddText(operation_, statement_, options_, span_.text);
    if (operation_.link != nullptr && operation_.link->IsValid()) AddLink();
    if (!options_.parameters.empty() || options_.conventions != Conventions::kStable) AddRest();
    if (!recorder_.settings().baggage_keys.empty()) AddBaggage();
  }

  std::string& Fields() { return span_.MakeExtra().fields; }

  /// A statement has one number, and so has a named command at one endpoint. Others are looked up.
  TextId StatementNumber(const Recorder::TextUse& use) {
    const TextId known = KnownNumber(operation_, statement_);
    if (known != 0 && use.IsCurrent(known)) return known;
    const TextId id = Intern();
    if (!use.IsCurrent(id)) return 0;  // full, or another generation has just begun
    if (!HasOneNumber(operation_, statement_)) return id;
    if (statement_ != nullptr) {
      statement_->sink_id.set(id);
    } else {
      operation_.endpoint->sink_ids().Put(operation_.name, id);
    }
    return id;
  }

  /// Where there is no room for it, what is measured goes to the series of the rest.
  TextId DimensionOf(TextId statement) {
    class Texts& texts = recorder_.texts();
    const TextId known = statement == 0 ? 0 : texts.DimensionOf(statement);
    if (known != 0) return known;
    return texts.InternDimension(Texts(SpanName{operation_, statement_}));
  }

  TextId Intern() { return recorder_.texts().Intern(Texts(SpanName{operation_, statement_})); }

  StatementTexts Texts(const SpanName& name) const noexcept {
    StatementTexts texts;
    texts.name = name.view();
    texts.operation = operation_.name;
    texts.collection = operation_.collection;
    texts.procedure = operation_.procedure;
    if (statement_ == nullptr) return texts;
    if (texts.procedure.empty()) texts.procedure = statement_->procedure;
    texts.summary = statement_->summary;
    if (options_.query_text == QueryText::kSanitized) texts.text = statement_->text;
    return texts;
  }

  void AddLink() {
    const trace::SpanContext& to = *operation_.link;
    TraceId trace_id;
    SpanId span_id;
    std::copy_n(to.trace_id().Id().data(), trace_id.size(), trace_id.begin());
    std::copy_n(to.span_id().Id().data(), span_id.size(), span_id.begin());
    otlp::AddLink(Fields(), trace_id, span_id, to.trace_state()->ToHeader(),
                  to.trace_flags().flags());
  }

  /// Attributes that an interned statement does not have: parameters, names of old conventions.
  void AddRest() {
    std::string& fields = Fields();
    bool complete = true;
    const StartAttributes all{operation_, statement_, options_};
    all.ForEachParticular([&](nostd::string_view key, const auto& value) noexcept {
      try {
        AddValue(fields, AttributesOf::kSpan, key, value);
      } catch (...) {
        complete = false;
      }
      return complete;
    });
  }

  void AddBaggage() {
    using opentelemetry::baggage::Baggage;
    const context::ContextValue value = CurrentContext::Get().GetValue("baggage");
    const auto* const entries = nostd::get_if<nostd::shared_ptr<Baggage>>(&value);
    if (entries == nullptr || !*entries) return;
    for (const std::string& key : recorder_.settings().baggage_keys) {
      std::string text;
      if ((*entries)->GetValue(key, text)) otlp::AddSpanAttribute(Fields(), key, text);
    }
  }

  const Sink::Description& description_;
  const Operation& operation_;
  const Statement* const statement_;
  const Options& options_;
  Recorder& recorder_;
  Sink::Span& span_;
};

std::string_view SeverityText(opentelemetry::logs::Severity severity) noexcept {
  return severity == opentelemetry::logs::Severity::kWarn ? "WARN" : "INFO";
}

class RecorderSink final : public Sink {
 public:
  Scope ScopeOf(std::string_view scope) const noexcept override { return recorder::ScopeOf(scope); }

  Interest Start(const Beginning& beginning, Span& span) const noexcept override {
    Room& room = *new (span.room) Room;
    span.in_use = true;
    Recorder* const recorder = Current();
    if (recorder == nullptr) return {};
    OpenSpan& open = room.open;
    const std::int64_t since = Nanoseconds(beginning.since);
    const context::Context thread_context = CurrentContext::Get();
    room.in_context = !(thread_context == context::Context{});
    const context::ContextValue current = thread_context.GetValue(trace::kSpanKey);
    if (const trace::Span* const span_above = SpanIn(current)) {
      StartBelow(span_above->GetContext(), *recorder, since, span);
    } else {
      recorder->Start(recorder->process_parent(), open, since);
    }
    if (!beginning.measures) open.measured = false;
    return {open.recording(), open.measured};
  }

  bool Describe(const Description& description, Span& span) const noexcept override {
    Recorder* const recorder = Current();
    if (recorder == nullptr) return false;
    OpenSpan& open = RoomOf(span).open;
    try {
      if (DescribeKnown(description, *recorder, span)) return open.recording();
      Describing{description, *recorder, span}.Run();
    } catch (...) {  // no memory: it is recorded without the rest
    }
    return open.recording();
  }

  void AddEvent(Span& span, std::string_view name, const AttributeList& attributes,
                SteadyTime when) const noexcept override try {
    const OpenSpan& open = RoomOf(span).open;
    const std::int64_t since_start = std::max<std::int64_t>(Nanoseconds(when) - open.since, 0);
    otlp::AddEvent(span.MakeExtra().fields, open.header.start + since_start, name,
                   Encode(AttributesOf::kEvent, attributes));
  } catch (...) {  // no memory: the event is lost
  }

  void End(Span& span, const Outcome& outcome, const Options& options,
           SteadyTime when) const noexcept override {
    Recorder* const recorder = Current();
    if (recorder == nullptr) return;
    Room& room = RoomOf(span);
    const std::int64_t end = Nanoseconds(when);
    if (!room.open.recording() && !outcome.error) {
      const std::int64_t rows = options.rows ? outcome.returned_rows : Outcome::kUnknown;
      return recorder->EndMeasured(room.open, {0, rows, outcome.hits, outcome.misses},
                                   options.metric_series_limit, end);
    }
    Ending ending;
    ending.series_limit = options.metric_series_limit;
    ending.batch_size = room.batch_size;
    ending.query_text = span.text.view();
    if (span.extra != nullptr) ending.encoded = span.extra->fields;
    if (options.rows) {
      ending.returned_rows = outcome.returned_rows;
      ending.affected_rows = outcome.affected_rows;
    }
    ending.cache_events = options.cache_events;
    ending.hits = outcome.hits;
    ending.misses = outcome.misses;
    ending.warnings = outcome.warnings;
    ending.transaction_aborted = outcome.transaction_aborted;
    ending.status_code = outcome.status_code;
    if (outcome.error) return EndFailed(*recorder, room.open, *outcome.error, options, ending, end);
    recorder->End(room.open, ending, end);
  }

  void Drop(Span& span) const noexcept override { span.in_use = false; }

  trace::SpanContext ContextOf(const Span& span) const noexcept override {
    OpenSpan& open = RoomOf(span).open;
    if (!open.has_ids) {
      if (Recorder* const recorder = Current()) recorder->MakeIds(open);
    }
    const RecordHeader& header = open.header;
    const trace::TraceFlags flags{header.trace_flags};
    const trace::TraceId trace_id{nostd::span<const std::uint8_t, 16>{header.trace_id.data(), 16}};
    const trace::SpanId span_id{nostd::span<const std::uint8_t, 8>{header.span_id.data(), 8}};
    if (span.extra == nullptr || !span.extra->trace_state) {
      return trace::SpanContext{trace_id, span_id, flags, false};
    }
    return trace::SpanContext{trace_id, span_id, flags, false, span.extra->trace_state};
  }

  void Log(Scope scope, const LogEntry& entry) const noexcept override try {
    Recorder* const recorder = Current();
    if (recorder == nullptr || !recorder->settings().logs) return;
    otlp::LogRecord record;
    record.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
    record.severity = static_cast<std::uint32_t>(entry.severity);
    record.severity_text = SeverityText(entry.severity);
    record.event_name = record.body = entry.event;
    if (entry.span.IsValid()) {
      std::copy_n(entry.span.trace_id().Id().data(), record.trace_id.size(),
                  record.trace_id.begin());
      std::copy_n(entry.span.span_id().Id().data(), record.span_id.size(), record.span_id.begin());
      record.trace_flags = entry.span.trace_flags().flags();
    }
    record.attributes = Encode(AttributesOf::kLogRecord, entry.attributes);
    recorder->Log(scope, otlp::Encode(record));
  } catch (...) {  // no memory: the record is lost
  }

 private:
  /// Fast path: describes an operation by ids that are interned already. Returns false and changes
  /// nothing if it needs more than those. Throws std::bad_alloc.
  static bool DescribeKnown(const Description& description, Recorder& recorder, Span& span) {
    const Operation& operation = description.operation;
    OpenSpan& open = RoomOf(span).open;
    if (open.recording() &&
        !IsPlain(operation, description.options, recorder.settings(), RoomOf(span).in_context)) {
      return false;
    }
    const TextId endpoint = operation.endpoint->sink_id().get();
    const TextId statement = KnownNumber(operation, description.statement);
    if (endpoint == 0 || statement == 0) return false;
    Recorder::TextUse use{recorder};
    if (!use.IsCurrent(statement)) return false;
    const TextId dimension = recorder.texts().DimensionOf(statement);
    if (dimension == 0) return false;
    recorder.Describe(open, description.scope, endpoint, statement, dimension, use);
    if (!open.recording()) return true;
    RoomOf(span).batch_size = operation.batch_size;
    AddText(operation, description.statement, description.options, span.text);
    return true;
  }

  // Not for those that are below nothing, and many are: to copy a context takes its time.
  static void StartBelow(const trace::SpanContext& parent, Recorder& recorder, std::int64_t since,
                         Span& span) noexcept {
    const bool valid = parent.IsValid();
    recorder.Start(valid ? &parent : recorder.process_parent(), RoomOf(span).open, since);
    if (valid && !parent.trace_state()->Empty()) KeepTraceState(parent, span);
  }

  static void KeepTraceState(const trace::SpanContext& parent, Span& span) noexcept try {
    Span::Extra& extra = span.MakeExtra();
    extra.trace_state = parent.trace_state();
    otlp::AddTraceState(extra.fields, extra.trace_state->ToHeader());
  } catch (...) {  // no memory: the span goes without
  }

  static void EndFailed(Recorder& recorder, OpenSpan& open, const Error& error,
                        const Options& options, Ending& ending, std::int64_t end) noexcept {
    ending.failed = FailsSpan(error, options);
    ending.error_type = error.type;
    ending.error_retry = NameOf(error.retry);
    std::string message;
    if (open.recording() && ending.failed) {
      try {
        message = RecordableMessage(error, options.error_messages);
      } catch (...) {  // no memory for the words
      }
    }
    ending.error_message = message;
    if (options.exceptions != ExceptionSignal::kLogs) ending.exception_type = error.exception;
    recorder.End(open, ending, end);
  }
};

}  // namespace

const Sink& OperationSink() noexcept {
  static const RecorderSink sink;  // has no state, and nothing to destroy
  return sink;
}

}  // namespace dbspan::recorder
