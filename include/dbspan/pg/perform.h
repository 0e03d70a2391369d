#pragma once

#include <pqxx/transactor>

#include <utility>

#include "dbspan/detail/pg/attempts.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Like `pqxx::perform`, with a span of kind INTERNAL around each attempt. From the second attempt
/// on, the span has the event `dbspan.retry` with the type of the exception that ended the previous
/// attempt.
template <class Callback>
auto perform(Callback&& callback, int attempts = 3) -> decltype(callback()) {
  detail::pg::Attempts recorded;
  return ::pqxx::perform(
      [&]() -> decltype(callback()) {
        const detail::pg::Attempts::One attempt{recorded};
        try {
          return callback();
        } catch (...) {
          recorded.Fail();
          throw;
        }
      },
      attempts);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pqxx
