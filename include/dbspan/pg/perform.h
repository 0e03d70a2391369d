#pragma once

#include <pqxx/transactor>

#include <chrono>
#include <cstdint>
#include <string>

#include "dbspan/detail/pg/client_id.h"
#include "dbspan/outcome.h"
#include "dbspan/pg/instrumentation.h"
#include "dbspan/trace.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// libpqxx's `perform`: every attempt is a span of kind INTERNAL around its statements; all but the
/// first have the event `dbspan.retry`, with the type of the exception that ended the one before.
template <class Callback>
auto perform(Callback&& callback, int attempts = 3) -> decltype(callback()) {
  const bool recorded = [] {
    const OutsideLibrary outside{pg::kLibpq};
    return Postgres::instrumenter().Get()->ShouldStart();
  }();
  std::int64_t failed = 0;
  std::string reason;
  const auto attempt = [&]() -> decltype(callback()) {
    if (failed != 0) record_retry(failed, std::chrono::seconds{0}, reason);
    try {
      return callback();
    } catch (...) {
      ++failed;
      reason = OutcomeOfCurrentException().error->exception;
      throw;
    }
  };
  return ::pqxx::perform(
      [&]() -> decltype(callback()) { return recorded ? trace("perform", attempt) : callback(); },
      attempts);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
