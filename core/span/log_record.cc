#include "core/span/log_record.h"

#include <opentelemetry/common/timestamp.h>
#include <opentelemetry/logs/log_record.h>
#include <opentelemetry/logs/logger.h>
#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/logs/provider.h>

#include <chrono>
#include <utility>

#include "core/span/attributes.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

void EmitLog(const Options& options, std::string_view scope, const LogEntry& entry) {
  const auto loggers = options.logger_provider ? options.logger_provider
                                               : opentelemetry::logs::Provider::GetLoggerProvider();
  if (!loggers) return;  // applications clear the global provider with a null pointer
  const auto logger =
      loggers->GetLogger(View(scope), View(scope), kVersion, View(attribute::kSchemaUrl));
  auto record = logger ? logger->CreateLogRecord() : nullptr;
  if (!record) return;
  record->SetTimestamp(opentelemetry::common::SystemTimestamp{std::chrono::system_clock::now()});
  record->SetSeverity(entry.severity);
  record->SetEventId(0, View(entry.event));
  record->SetBody(View(entry.event));
  if (entry.span.IsValid()) {
    record->SetTraceId(entry.span.trace_id());
    record->SetSpanId(entry.span.span_id());
    record->SetTraceFlags(entry.span.trace_flags());
  }
  entry.attributes.ForEachKeyValue([&](auto key, auto value) noexcept {
    record->SetAttribute(key, value);
    return true;
  });
  logger->EmitLogRecord(std::move(record));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
