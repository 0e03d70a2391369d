#pragma once

#include <pqxx/transactor>

#include <utility>

#include "dbspan/detail/pg/attempts.h"
#include "dbspan/version.h"

namespace dbspan::pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// libpqxx's `perform`: every attempt is a span of kind INTERNAL around its statements; all but the
/// first have the event `dbspan.retry`, with the type of the exception that ended the one before.
template <class Callback>
auto perform(Callback&& callback, int attempts = 3) -> decltype(callback()) {
  pg::Attempts recorded;
  return ::pqxx::perform(
      [&]() -> decltype(callback()) {
        const pg::Attempts::One attempt{recorded};
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
