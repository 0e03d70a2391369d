#pragma once

#include <opentelemetry/logs/severity.h>
#include <opentelemetry/trace/span_context.h>

#include <string_view>

#include "core/span/attribute_list.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A log record of dbspan.
struct LogEntry {
  std::string_view event;  ///< Event name; the body too, because 1.19 does not export event names.
  opentelemetry::logs::Severity severity;
  opentelemetry::trace::SpanContext span;  ///< The span that the record belongs to; invalid if
                                           ///< none.
  const AttributeList& attributes;
};

/// Emits a record through the logger provider of the options, or the process-wide one.
///
/// Reads the provider every time, because records are rare.
void EmitLog(const Options& options, std::string_view scope, const LogEntry& entry);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
