#pragma once

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Adapts the outcome of a failed connection attempt: no statement was sent, so `kOutcomeUnknown`
/// becomes `kLater`.
Outcome OutcomeOfConnecting(Outcome outcome) noexcept;

/// Returns the outcome for the exception being handled, if it has no specific conversion: its
/// demangled type and, if it has one, its `what()`.
Outcome OutcomeOfCurrentException();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
