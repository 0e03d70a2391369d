#pragma once

#include <opentelemetry/version.h>

#include <functional>

#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
class Span;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Operation;
struct Outcome;
struct StatementReport;

/// Application functions that dbspan calls at the start and the end of operations.
///
/// They run on the thread of the operation, with instrumentation suppressed, and must be safe to
/// call from any thread. Exceptions that a hook throws never reach the application: dbspan counts
/// them (`Instrumenter::hook_failures`) and logs the first.
struct Hooks {
  /// Returns whether an operation is recorded at all, as span and as measurement. If it throws, the
  /// operation is not recorded. `dbspan/filter.h` has ready-made filters.
  std::function<bool(const Operation&)> filter;
  /// Called when a recorded span has started, for example to add attributes.
  std::function<void(const Operation&, opentelemetry::trace::Span&)> on_start;
  /// Called just before that span ends.
  std::function<void(const Outcome&, opentelemetry::trace::Span&)> on_end;
  /// Called with the report of statements every `Options::report_interval`, on a thread of dbspan.
  std::function<void(const StatementReport&)> on_report;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
