// Warnings arrive as notices, separate from the results.
#include "pg/libpq/notices.h"

#include <atomic>
#include <string_view>

#include "core/interpose/errno_guard.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/warning.h"
#include "pg/answer.h"
#include "pg/libpq/real.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// libpq's default receiver, which calls the program's notice processor and ignores its argument.
/// Used for results that outlive their connection. Several libraries of libpq may be loaded, each
/// with its own receiver; this is the last one seen.
std::atomic<PQnoticeReceiver> last_receiver{nullptr};

PQnoticeReceiver ReceiverOf(const ConnectionState* state) noexcept {
  const bool known = state != nullptr && state->libpq_receiver != nullptr;
  return known ? state->libpq_receiver : last_receiver.load(std::memory_order_relaxed);
}

bool IsWarning(std::string_view sqlstate) noexcept { return sqlstate.substr(0, 2) == "01"; }

void OnNotice(void* connection, const PGresult* notice) {
  ConnectionState* state = Connections().Find(static_cast<const PGconn*>(connection));
  // Notices that libpq itself creates, possibly in any thread, have no SQLSTATE.
  const char* sqlstate = real::PQresultErrorField(notice, PG_DIAG_SQLSTATE);
  if (sqlstate != nullptr && IsWarning(sqlstate)) {
    const ErrnoGuard errno_guard;
    detail::pg::Warning::Note(sqlstate);
    if (state != nullptr && state->Enter()) state->OnWarning(sqlstate);
  }
  // The receiver may call the application.
  const detail::OutsideLibrary outside{detail::pg::kLibpq};
  const detail::pg::Warning::Kept warning;
  const detail::pg::Answer::Scope answers_to_its_calls;
  ReceiverOf(state)(nullptr, notice);
}

PQnoticeReceiver SeenByTheProgram(const PGconn* connection, PQnoticeReceiver receiver) noexcept {
  return receiver == &OnNotice ? ReceiverOf(Connections().Find(connection)) : receiver;
}

}  // namespace

void WatchNotices(PGconn* connection) noexcept {
  const PQnoticeReceiver receiver = real::PQsetNoticeReceiver(connection, nullptr, nullptr);
  if (receiver == nullptr || receiver == &OnNotice) return;
  last_receiver.store(receiver, std::memory_order_relaxed);
  ConnectionState* state = Connections().Find(connection);
  if (state != nullptr) state->libpq_receiver = receiver;
  real::PQsetNoticeReceiver(connection, &OnNotice, connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg

namespace real = dbspan::pg::real;

PQnoticeReceiver PQsetNoticeReceiver(PGconn* connection, PQnoticeReceiver receiver,
                                     void* argument) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQsetNoticeReceiver, connection, receiver, argument);
  return dbspan::pg::SeenByTheProgram(connection,
                                      real::PQsetNoticeReceiver(connection, receiver, argument));
}
