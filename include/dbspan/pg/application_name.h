#pragma once

#include <string>

#include "dbspan/pg/connection.h"
#include "dbspan/suppression.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The current trace in the form of `traceparent`; empty if there is none that is sampled, or
/// Postgres is switched off.
std::string CurrentTraceParent();

/// Tells the server the current trace while one lives, as `application_name`: it is in
/// pg_stat_activity and in the server's log, also for prepared statements. For a connection that
/// was taken out of a pool, until it goes back.
///
/// One round trip when it is made and one at its end, without spans; none where there is no sampled
/// trace. Make it while no transaction is open, for a transaction would take it along, and let it
/// die likewise. At its end the name is the connection's own again (`SET … = DEFAULT`). What the
/// server says to that changes nothing. Used by the thread that uses the connection, which has to
/// live longer.
class TraceAsApplicationName {
 public:
  explicit TraceAsApplicationName(::dbspan::pqxx::connection_base& connection) noexcept
      : connection_(connection) {
    try {
      const std::string trace = CurrentTraceParent();
      set_ = !trace.empty() && Set('\'' + trace + '\'');
    } catch (...) {  // no memory: the server is not told
    }
  }
  TraceAsApplicationName(const TraceAsApplicationName&) = delete;
  TraceAsApplicationName& operator=(const TraceAsApplicationName&) = delete;
  ~TraceAsApplicationName() {
    if (set_) Set("DEFAULT");
  }

 private:
  bool Set(const std::string& value) noexcept try {
    const SuppressInstrumentation quiet;
    if (!connection_.native().is_open()) return false;  // asking would open a lazy one
    connection_.native().set_variable("application_name", value);
    return true;
  } catch (...) {  // the connection is broken, or busy: the application is going to see that itself
    return false;
  }

  ::dbspan::pqxx::connection_base& connection_;
  bool set_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
