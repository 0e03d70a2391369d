// Warnings come beside the results, as notices.
#include "pg/libpq/notices.h"

#include <atomic>
#include <string_view>

#include "core/errno_guard.h"
#include "dbspan/pg/warning.h"
#include "pg/libpq/connection_state.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
namespace {

/// libpq's own receiver: hands the text on to the program's processor, and uses no argument.
std::atomic<PQnoticeReceiver> libpq_receiver{nullptr};

bool IsWarning(std::string_view sqlstate) noexcept { return sqlstate.substr(0, 2) == "01"; }

void OnNotice(void* connection, const PGresult* notice) {
  // Notices that libpq makes itself, about a result in any thread, have no SQLSTATE.
  const char* sqlstate = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
  if (sqlstate != nullptr && IsWarning(sqlstate)) {
    const ErrnoGuard errno_guard;
    Warning::Note(sqlstate);
    ConnectionState* state = Connections().Find(static_cast<const PGconn*>(connection));
    if (state != nullptr) state->OnWarning(sqlstate);
  }
  libpq_receiver.load(std::memory_order_relaxed)(nullptr, notice);
}

PQnoticeReceiver SeenByTheProgram(PQnoticeReceiver receiver) noexcept {
  return receiver == &OnNotice ? libpq_receiver.load(std::memory_order_relaxed) : receiver;
}

}  // namespace

void WatchNotices(PGconn* connection) noexcept {
  const PQnoticeReceiver receiver = real::PQsetNoticeReceiver(connection, nullptr, nullptr);
  if (receiver == nullptr || receiver == &OnNotice) return;
  libpq_receiver.store(receiver, std::memory_order_relaxed);
  real::PQsetNoticeReceiver(connection, &OnNotice, connection);
}

}  // namespace dbspan::pg

namespace real = dbspan::pg::real;

PQnoticeReceiver PQsetNoticeReceiver(PGconn* connection, PQnoticeReceiver receiver,
                                     void* argument) {
  return dbspan::pg::SeenByTheProgram(real::PQsetNoticeReceiver(connection, receiver, argument));
}
