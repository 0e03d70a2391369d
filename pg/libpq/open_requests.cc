// The part of ConnectionState that follows the requests whose results are still to be read.
#include <pthread.h>

#include <utility>

#include "core/process/open_at_exit.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/real.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Ends the open requests of the connections that this thread has used last. Allocates nothing
/// itself: the program may call `exit` in a signal handler that has interrupted malloc. It frees
/// the texts of an error or a warning that a request has had before it was left open.
void EndOpenRequests() noexcept {
  if (!ConnectionState::AnyOpen()) return;
  ConnectionState::KeepOpen();
  ConnectionState* taken = nullptr;
  Connections().ForEachAtExit([&taken](ConnectionState& state) { state.TakeInto(taken); });
  ConnectionState::EndTaken(taken);
}

[[gnu::destructor]] void ForgetWhenUnloaded() noexcept { OpenAtExit::Forget(&EndOpenRequests); }

}  // namespace

bool ConnectionState::Enter() noexcept {
  const auto self = static_cast<std::uintptr_t>(pthread_self());
  std::uintptr_t user = user_.load(std::memory_order_relaxed);
  while (user != self) {
    if (user == kExit) return false;
    if (user_.compare_exchange_weak(user, self, std::memory_order_acq_rel)) return true;
  }
  return true;
}

void ConnectionState::TakeInto(ConnectionState*& taken) noexcept {
  auto self = static_cast<std::uintptr_t>(pthread_self());
  if (!user_.compare_exchange_strong(self, kExit, std::memory_order_acq_rel)) return;
  next_taken_ = std::exchange(taken, this);
}

void ConnectionState::EndTaken(ConnectionState* taken) noexcept {
  while (taken != nullptr) std::exchange(taken, taken->next_taken_)->EndAtExit();
}

void ConnectionState::EndAtExit() noexcept {
  const std::size_t open = requests_.size();
  if (open != 0 && generation_ != ProcessLife::Generation()) return;  // its parent has sent them
  if (!requests_.empty() && requests_.front().answered()) AddWarning(requests_.front().outcome());
  for (Request& request : requests_) {
    if (!request.ended()) request.GiveUp();
  }
  warning_.Clear();
  // The requests stay in the queue, because removing them would free memory. Later exit handlers
  // may use the connection, unless the results of a pipeline are still to come.
  const auto self = static_cast<std::uintptr_t>(pthread_self());
  if (open <= 1) user_.store(self, std::memory_order_release);
}

void ConnectionState::Push(Request&& request) noexcept try {
  if (!Enter()) return;
  if (requests_.empty()) {
    warning_.Clear();  // drop a warning of a call that was not recorded
    generation_ = ProcessLife::Generation();
  }
  requests_.push_back(std::move(request));
  if (requests_.size() != 1) return;
  ++open_;
  interpose::Routes::StopPassing();
  static std::atomic<bool> registered{false};
  if (!registered.load(std::memory_order_relaxed) && !registered.exchange(true)) {
    OpenAtExit::Register(&EndOpenRequests);
  }
} catch (...) {
  Abandon();  // results can no longer be matched
}

void ConnectionState::Pop() noexcept {
  requests_.pop_front();
  if (requests_.empty()) open_.fetch_sub(1, std::memory_order_relaxed);
}

void ConnectionState::Abandon() noexcept {
  warning_.Clear();
  while (!requests_.empty()) Pop();
}

void ConnectionState::Abandon(const PGconn& connection) noexcept {
  if (!requests_.empty() && requests_.front().answered()) AddWarning(requests_.front().outcome());
  for (Request& request : requests_) {
    if (!request.ended()) request.GiveUp(connection);
  }
  Abandon();
}

void ConnectionState::OnResult(const PGconn& connection, PGresult* result) noexcept {
  if (requests_.empty()) return;
  Request& request = requests_.front();
  if (result == nullptr) {
    if (!request.answered()) return;
    if (!request.ended()) EndFront(connection);
    return Pop();
  }
#ifdef LIBPQ_HAS_PIPELINING
  const bool synced = real::PQresultStatus(result) == PGRES_PIPELINE_SYNC;
#else
  const bool synced = false;
#endif
  if (synced) {  // not followed by a null result
    if (request.kind() == Request::Kind::kSync) Pop();
    return;
  }
  if (discarding_ && request.kind() != Request::Kind::kPrepare) {
    request.OnDiscarded(connection, *result);
  } else {
    request.OnResult(connection, *result);
  }
  // The server sends no other result after an error, and the program may read no further: psql
  // exits once the connection is lost. Then only libpq itself makes up more results.
  if (request.failed() && !request.ended()) EndFront(connection);
}

void ConnectionState::EndFront(const PGconn& connection) noexcept {
  Request& request = requests_.front();
  if (request.kind() == Request::Kind::kPrepare) {
    if (request.failed()) {
      StartRefused(*this, connection, request.text, request.since).End(request.outcome());
    } else {
      Remember(request.name.c_str(), request.text);
    }
  }
  AddWarning(request.outcome());
  discarding_ ? request.GiveUp(connection) : request.End();
}

void ConnectionState::OnCopyEnded(const PGconn& connection, bool failed, bool retries) noexcept {
  if (requests_.empty()) return;
  Request& request = requests_.front();
  request.MarkRead();
  if (request.copying()) {  // PQendcopy has not read the result by the public PQgetResult
    if (!failed || (!retries && request.IsEndFailed(connection))) {
      request.OnUnseenEnd(connection, failed);
    } else {
      return;  // the result is still to come
    }
  }
  if (request.kind() != Request::Kind::kCopy) return;
  if (!request.ended()) EndFront(connection);
  Pop();
}

void ConnectionState::OnCopyData(const PGconn& connection, int read) noexcept {
  constexpr int kFailed = -2;
  if (requests_.empty()) return;
  if (read > 0) requests_.front().OnCopiedRow();
  if (read == kFailed && real::PQstatus(&connection) == CONNECTION_BAD) {
    requests_.front().Fail(connection);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
