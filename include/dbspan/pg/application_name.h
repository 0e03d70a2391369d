#pragma once

#include <string>

#include "dbspan/detail/pg/current_trace_parent.h"
#include "dbspan/pg/connection.h"
#include "dbspan/suppression.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Announces the current trace to the server as `application_name` during the lifetime of the
/// object. It is visible in pg_stat_activity and in the server's log, also for prepared statements.
/// Intended for a connection that is checked out of a pool, until it is returned.
///
/// Construction and destruction cost one round trip each, without spans, and none if there is no
/// sampled trace. Construct and destroy it outside of transactions, because a rollback would undo
/// the setting. The destructor restores the connection's own name (`SET … = DEFAULT`). Errors are
/// ignored. Used by the thread that uses the connection, which must outlive the object.
class TraceAsApplicationName {
 public:
  explicit TraceAsApplicationName(::dbspan::pqxx::connection_base& connection) noexcept
      : connection_(connection) {
    try {
      const std::string trace = detail::pg::CurrentTraceParent();
      set_ = !trace.empty() && Set('\'' + trace + '\'');
    } catch (...) {  // no memory: the trace is not announced
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
    if (!connection_.native().is_open()) return false;  // the call would open a lazy connection
    connection_.native().set_variable("application_name", value);
    return true;
  } catch (...) {  // the connection is broken or busy; the application's next call reports that
    return false;
  }

  ::dbspan::pqxx::connection_base& connection_;
  bool set_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
