#include "recorder/describing.h"

#include <opentelemetry/baggage/baggage.h>
#include <opentelemetry/trace/span_context.h>

#include <algorithm>
#include <string>

#include "core/span/current_context.h"
#include "core/span/span_name.h"
#include "core/span/start_attributes.h"
#include "recorder/encoded_attributes.h"
#include "recorder/otlp/fields.h"
#include "recorder/process.h"
#include "recorder/process_state.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using otlp::AttributesOf;

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
  detail::RunAtExitForEndpoint(id);
  return id;
}

/// Describes an operation step by step.
class Describing {
 public:
  Describing(const Sink::Description& description, Recorder& recorder, Sink::Span& span) noexcept
      : description_(description),
        operation_(description.operation),
        statement_(description.statement),
        options_(description.options),
        recorder_(recorder),
        span_(span) {}

  void Run() {
    OpenSpan& open = RoomOf(span_).open;
    const TextId endpoint = NumberOf(*operation_.endpoint);
    if (open.sampled() && recorder_.settings().spans_per_name_per_second > 0) {
      recorder_.AdmitName(open, SpanName{operation_, statement_}.view());
    }
    TextUse use = recorder_.UseTexts();
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

  /// Returns the id of the statement. For an operation of one kind, the id is stored with the
  /// statement or endpoint; others are looked up each time.
  TextId StatementNumber(const TextUse& use) {
    const TextId known = KnownNumber(operation_, statement_);
    if (known != 0 && use.IsCurrent(known)) return known;
    const TextId id = Intern();
    if (!use.IsCurrent(id)) return 0;  // full, or another generation has just begun
    if (!IsOfOneKind(operation_, statement_)) return id;
    const TextId dimension = recorder_.texts().DimensionOf(id);
    if (statement_ != nullptr) {
      statement_->dimension_id.set(dimension);
      statement_->sink_id.set(id);
    } else {
      operation_.endpoint->sink_ids().Put(operation_.name, id, dimension);
    }
    return id;
  }

  /// Returns the id of the dimension. If the table is full, it is 0, and the operation is measured
  /// in the overflow series.
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

  /// Adds the attributes that an interned statement does not have: query parameters, and attribute
  /// names of old conventions.
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

}  // namespace

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

void DescribeInFull(const Sink::Description& description, Recorder& recorder, Sink::Span& span) {
  Describing{description, recorder, span}.Run();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
