#pragma once

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the outcome of the exception of Connector/C++ that is being handled.
Outcome OutcomeOfException();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
