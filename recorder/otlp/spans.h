#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "recorder/record.h"
#include "recorder/texts.h"

namespace dbspan::recorder::otlp {

/// Appends the record to `span` as the fields of a trace.v1.Span.
void EncodeSpan(const char* record, const Texts& texts, std::string& span);
/// The same with the encoded fields of its statement and its endpoint.
void EncodeSpan(const char* record, std::string_view statement_fields,
                std::string_view endpoint_fields, std::string& span);

/// Appends what is known of a span from its start on.
void EncodeStart(const TraceId& trace_id, const SpanId& span_id, std::int64_t start,
                 std::string& span);

/// The body of one request: what was added, by scopes.
///
/// For spans and log records, whose messages differ in name only: field 1 of the request is a
/// resource's, and 2 a scope's and 2 an item in either.
class RequestBuilder {
 public:
  /// `resource` is an encoded resource.v1.Resource.
  explicit RequestBuilder(std::string resource);

  void Add(ScopeId scope, std::string_view item);
  std::size_t size() const noexcept { return size_; }
  /// Returns the request and begins the next one.
  std::string Take();

 private:
  const std::string resource_;
  std::vector<std::string> scopes_;  // encoded
  std::vector<std::string> items_;   // by scope
  std::size_t size_ = 0;
};

/// An encoded common.v1.InstrumentationScope.
std::string EncodeScope(ScopeId scope);

}  // namespace dbspan::recorder::otlp
