#include "mysql/jdbc/outcome.h"

#include <cppconn/exception.h>

#include "core/interpose/cancellation.h"
#include "core/span/outcome.h"
#include "mysql/outcome.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

Outcome OutcomeOfException() {
  Outcome unknown = OutcomeOfCurrentException();
  unknown.error->retry = Retry::kOutcomeUnknown;
  if (IsThreadEnding()) return unknown;
  try {
    throw;
  } catch (const sql::SQLException& error) {
    return OutcomeOfError(error.getErrorCode(), error.getSQLState(), unknown.error->type,
                          error.what());
  } catch (...) {
    return unknown;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
