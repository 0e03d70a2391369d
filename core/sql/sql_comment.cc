#include "core/sql/sql_comment.h"

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/span_id.h>
#include <opentelemetry/trace/trace_id.h>
#include <opentelemetry/trace/trace_state.h>

#include <array>
#include <map>

#include "core/span/trace_id_text.h"
#include "dbspan/query_tags.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

bool IsUnreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

// Percent-encodes all characters except RFC 3986's unreserved ones, so that no text can end the
// quotes or the comment.
void AppendEncoded(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

using Fields = std::map<std::string, std::string>;

/// Collects the fields that a propagator injects.
class FieldCarrier : public context::propagation::TextMapCarrier {
 public:
  explicit FieldCarrier(Fields& fields) noexcept : fields_(fields) {}
  nostd::string_view Get(nostd::string_view /*key*/) const noexcept override { return ""; }
  void Set(nostd::string_view key, nostd::string_view value) noexcept override try {
    if (value.empty()) return;
    fields_[std::string{key.data(), key.size()}] = {value.data(), value.size()};
    any_ = true;
  } catch (...) {  // no memory: the field is not sent
  }
  bool any() const noexcept { return any_; }

 private:
  Fields& fields_;
  bool any_ = false;
};

/// Adds the trace with the process-wide propagator (semconv, database spans: context propagation),
/// or in the W3C format if none is set. The context contains only the span, so baggage is not sent
/// to the server.
void AddTrace(const trace::SpanContext& span, Fields& fields) {
  const auto propagator = context::propagation::GlobalTextMapPropagator::GetGlobalPropagator();
  if (propagator) {
    FieldCarrier carrier{fields};
    context::Context only_span{trace::kSpanKey,
                               nostd::shared_ptr<trace::Span>{new trace::DefaultSpan{span}}};
    propagator->Inject(carrier, only_span);
    if (carrier.any()) return;
  }
  fields["traceparent"] = TraceParent(span);
  const auto& state = span.trace_state();
  if (state != nullptr && !state->Empty()) fields["tracestate"] = state->ToHeader();
}

std::map<std::string, std::string> FieldsOf(const trace::SpanContext& span,
                                            const Options& options) {
  std::map<std::string, std::string> fields{options.sqlcommenter_tags.begin(),
                                            options.sqlcommenter_tags.end()};
  QueryTags::ForEach([&fields](std::string_view name, std::string_view value) {
    fields[std::string{name}] = value;
  });
  // A trace that is not sampled cannot be looked up, and would make the text of every statement
  // different.
  if (options.sqlcommenter != SqlCommenter::kTraceContext || !span.IsSampled()) return fields;
  AddTrace(span, fields);
  return fields;
}

}  // namespace

std::string TraceParent(const trace::SpanContext& span) {
  std::array<char, 2> flags{};
  span.trace_flags().ToLowerBase16(opentelemetry::nostd::span<char, 2>{flags.data(), 2});
  return "00-" + HexOf(span.trace_id()) + "-" + HexOf(span.span_id()) + "-" +
         std::string{flags.data(), flags.size()};
}

std::string WithSqlComment(std::string_view sql, const Statement& statement,
                           const trace::SpanContext& span, const Options& options) {
  if (statement.comment_at == Statement::kNoComment || statement.comment_at > sql.size()) return {};
  const auto fields = FieldsOf(span, options);
  if (fields.empty()) return {};
  std::string commented{sql.substr(0, statement.comment_at)};
  std::string_view before = " /*";
  for (const auto& [key, value] : fields) {
    commented += before;
    AppendEncoded(commented, key);
    commented += "='";
    AppendEncoded(commented, value);
    commented += '\'';
    before = ",";
  }
  commented += "*/";
  commented += sql.substr(statement.comment_at);
  return commented;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
