#include <cppconn/exception.h>

#include "core/interpose/cancellation.h"
#include "mysql/outcome.h"

namespace dbspan::mysql {

Outcome OutcomeOfException() {
  Outcome unknown = OutcomeOfCurrentException();
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

}  // namespace dbspan::mysql
