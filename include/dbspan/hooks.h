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

/// The application's own code at the start and at the end of operations.
///
/// Called on the thread of the operation, with instrumentation suppressed; must be safe from any
/// thread. What a hook throws never reaches the application: it is counted
/// (`Instrumenter::hook_failures`) and logged once.
struct Hooks {
  /// Tells whether an operation is recorded at all, as span and as measurement. One that throws
  /// says no. `dbspan/filter.h` has ready-made ones.
  std::function<bool(const Operation&)> filter;
  /// Sees a span that is recorded, just started: for attributes of one's own.
  std::function<void(const Operation&, opentelemetry::trace::Span&)> on_start;
  /// Sees it again just before it ends.
  std::function<void(const Outcome&, opentelemetry::trace::Span&)> on_end;
  /// Takes the report of `Options::report_interval`; called on a thread of dbspan's.
  std::function<void(const StatementReport&)> on_report;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
