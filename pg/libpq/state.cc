#include "pg/libpq/state.h"

#include <pthread.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"
#include "core/process/open_at_exit.h"
#include "pg/describe.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/prepared_names.h"
#include "pg/libpq/real.h"
#include "pg/schema.h"
#include "pg/server_names.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr const char* kSearchPath = "search_path";

/// Ends the open requests of the connections that this thread has used last.
void EndOpenRequests() noexcept try {
  if (!ConnectionState::AnyOpen()) return;
  ConnectionState::KeepOpen();
  std::vector<ConnectionState*> taken;
  Connections().ForEach([&](ConnectionState& state) {
    taken.reserve(taken.size() + 1);  // throws before the state is taken
    if (state.Take()) taken.push_back(&state);
  });
  for (ConnectionState* state : taken) state->EndAtExit();
} catch (...) {  // no memory: the others are not recorded
}

}  // namespace

ConnectionState::ConnectionState() : instrumenter_(Postgres::instrumenter().Get()) {}

const EndpointPtr& ConnectionState::EndpointOf(const PGconn& connection) {
  if (KnownEndpointOf(connection) == nullptr) MakeEndpointOf(connection);
  return endpoint_;
}

bool ConnectionState::SearchPathChanged(const PGconn& connection) const noexcept {
  if (!search_path_) return false;
  const char* const reported = real::PQparameterStatus(&connection, kSearchPath);
  return reported != nullptr && *search_path_ != reported;
}

void ConnectionState::MakeEndpointOf(const PGconn& connection) {
  std::string schema;
  if (const char* const reported = real::PQparameterStatus(&connection, kSearchPath)) {
    search_path_ = reported;
    schema = SchemaOfSearchPath(*search_path_);
  } else {
    const Keywords keywords{real::PQconninfo(const_cast<PGconn*>(&connection)),
                            interpose::Behind<Libpq>::Current().PQconninfoFree};
    if (!NamesServers(keywords.get())) {
      endpoint_ = detail::pg::MakeEndpoint({});
      return;
    }
    schema = SchemaOf(keywords.get());
  }
  endpoint_ = detail::pg::MakeEndpoint(
      {real::PQdb(&connection), real::PQhost(&connection), real::PQport(&connection), schema});
}

void ConnectionState::Restart() noexcept {
  Abandon();
  endpoint_ = nullptr;
  search_path_ = std::nullopt;
  prepared_.Clear();
}

std::string ConnectionState::TextToKeep(const char* text) const noexcept {
  // Without the settings of the session at this time: its executions use none either.
  return text == nullptr ? std::string{} : instrumenter_->TextToKeep(text, kSystem);
}

void ConnectionState::Remember(const char* name, std::string_view text) noexcept try {
  if (name != nullptr && !text.empty()) prepared_.Keep(name, text);
} catch (...) {  // no memory: its executions are recorded without text
}

void ConnectionState::Forget(const char* name) noexcept {
  if (name != nullptr) prepared_.Forget(name);
}

void ConnectionState::ForgetChangedBy(std::string_view sql) noexcept try {
  if (prepared_.empty()) return;
  const ChangedNames changed = NamesChangedBy(sql);
  if (changed.all) prepared_.Clear();
  if (changed.one) prepared_.Forget(*changed.one);
} catch (...) {  // no memory to read the name
  prepared_.Clear();
}

std::string_view ConnectionState::PreparedText(const char* name) noexcept {
  if (name == nullptr) return {};
  // In a pipeline, the PREPARE may still be unanswered.
  const auto sent = std::find_if(requests_.rbegin(), requests_.rend(), [name](const Request& one) {
    return one.kind() == Request::Kind::kPrepare && one.name == name;
  });
  return sent != requests_.rend() ? std::string_view{sent->text} : prepared_.Find(name);
}

bool ConnectionState::Enter() noexcept {
  const auto self = static_cast<std::uintptr_t>(pthread_self());
  std::uintptr_t user = user_.load(std::memory_order_relaxed);
  while (user != self) {
    if (user == kExit) return false;
    if (user_.compare_exchange_weak(user, self, std::memory_order_acq_rel)) return true;
  }
  return true;
}

bool ConnectionState::Take() noexcept {
  auto self = static_cast<std::uintptr_t>(pthread_self());
  return user_.compare_exchange_strong(self, kExit, std::memory_order_acq_rel);
}

void ConnectionState::EndAtExit() noexcept {
  if (generation_ != ProcessLife::Generation()) return;  // its parent has sent them
  if (!requests_.empty() && requests_.front().answered()) AddWarning(requests_.front().outcome());
  for (Request& request : requests_) {
    if (!request.ended()) request.GiveUp();
  }
  Abandon();
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

void ConnectionState::AddWarning(Outcome& outcome) noexcept try {
  warning_.AddTo(outcome);
  warning_.Clear();
} catch (...) {  // no memory: the warning is not recorded
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

AddressTable<PGconn, ConnectionState>& Connections() noexcept {
  // Never destroyed: connections may be used while the process exits.
  static NeverDestroyed<AddressTable<PGconn, ConnectionState>> connections;
  return connections.Get();
}

ConnectionState* StateOf(const PGconn* connection) noexcept {
  if (connection == nullptr) return nullptr;
  const ErrnoGuard errno_guard;
  return Connections().FindOrMake(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
