#pragma once

#include <pqxx/transactor>

#include <cstdint>
#include <string>
#include <type_traits>

#include "dbspan/outcome.h"
#include "dbspan/trace.h"

namespace dbspan::pqxx {

/// libpqxx's `perform`; every new attempt is an event `dbspan.retry` on the current span, with the
/// type of the exception that ended the one before.
template <class Callback>
auto perform(Callback&& callback, int attempts = 3) -> decltype(callback()) {
  std::int64_t failed = 0;
  std::string reason;
  return ::pqxx::perform(
      [&]() -> decltype(callback()) {
        if (failed != 0) record_retry(failed, std::chrono::seconds{0}, reason);
        try {
          return callback();
        } catch (...) {
          ++failed;
          reason = OutcomeOfCurrentException().error->exception;
          throw;
        }
      },
      attempts);
}

}  // namespace dbspan::pqxx
