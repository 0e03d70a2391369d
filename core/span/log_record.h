#pragma once

#include <opentelemetry/logs/severity.h>
#include <opentelemetry/trace/span_context.h>

#include <string_view>

#include "core/span/attribute_list.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A log record of dbspan's: what happened, and below which span.
struct LogEntry {
  std::string_view event;  ///< Event name; the body too, because 1.19 does not export event names.
  opentelemetry::logs::Severity severity;
  opentelemetry::trace::SpanContext span;  ///< Invalid: below none.
  const AttributeList& attributes;
};

/// Emits it through the logger provider of the options, or the process-wide one.
///
/// The provider is asked every time: it is for what happens rarely.
void EmitLog(const Options& options, std::string_view scope, const LogEntry& entry);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
