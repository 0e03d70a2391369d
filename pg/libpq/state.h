#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/interpose/address_table.h"
#include "core/interpose/enabled.h"
#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "core/span/current_span.h"
#include "core/sql/known_statements.h"
#include "dbspan/detail/pg/warning.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/pg/instrumentation.h"
#include "dbspan/version.h"
#include "pg/describe.h"
#include "pg/libpq/request.h"
#include "pg/prepared_texts.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Telemetry state of one libpq connection. Used only by the thread that uses the connection. At
/// `exit`, the exiting thread takes the states that it has used last.
class ConnectionState {
 public:
  ConnectionState();
  ConnectionState(const ConnectionState&) = delete;
  ConnectionState& operator=(const ConnectionState&) = delete;
  ~ConnectionState() { Abandon(); }

  const Instrumenter& instrumenter() const noexcept { return *instrumenter_; }
  /// Returns the endpoint of the connection. Read from libpq when it is first needed; no round
  /// trip. Follows changes of the search_path if the server reports them (Postgres 18).
  const EndpointPtr& EndpointOf(const PGconn& connection);
  /// Returns the endpoint of the connection if EndpointOf() need not make a new one, else null.
  const Endpoint* KnownEndpointOf(const PGconn& connection) const noexcept {
    const bool changed = search_path_.has_value() && SearchPathChanged(connection);
    return endpoint_ == nullptr || changed ? nullptr : endpoint_.get();
  }
  /// Discards everything that belonged to the previous connection to the server. Its open requests
  /// must have ended.
  void Restart() noexcept;

  /// Returns the form of a text that may be kept until its executions.
  std::string TextToKeep(const char* text) const noexcept;
  /// Stores a text returned by TextToKeep() for a prepared statement.
  void Remember(const char* name, std::string_view text) noexcept;
  void Forget(const char* name) noexcept;
  /// Forgets the prepared statements that a text of SQL, which is about to be sent, may change.
  void ForgetChangedBy(std::string_view sql) noexcept;
  /// Returns the text of a prepared statement; empty if it is unknown.
  std::string_view PreparedText(const char* name) noexcept;

  /// Call it before the state is used while requests are open. Returns false if `exit` has taken
  /// the state.
  bool Enter() noexcept;
  /// Takes the state for `exit` and puts it at the front of the list `taken`, unless another thread
  /// has used it last.
  void TakeInto(ConnectionState*& taken) noexcept;
  /// Ends all open requests of the states in a list with what was read of them, and gives the
  /// states back.
  static void EndTaken(ConnectionState* taken) noexcept;
  /// Makes all threads call Enter() from now on.
  static void KeepOpen() noexcept { ++open_; }

  bool idle() const noexcept { return requests_.empty(); }
  /// Tells whether any connection of the process awaits results. While one does, requests are
  /// followed even if the client is switched off.
  static bool AnyOpen() noexcept { return open_.load(std::memory_order_relaxed) != 0; }
  void Push(Request&& request) noexcept;
  /// Handles the value of PQgetResult; null means that the request has no more results.
  void OnResult(const PGconn& connection, PGresult* result) noexcept;
  /// Handles the value that PQgetCopyData returned.
  void OnCopyData(const PGconn& connection, int read) noexcept;
  /// Handles the end of PQendcopy, which returned whether it failed. `retries`: the connection does
  /// not block, so a failure may only mean that PQendcopy has to be called again.
  void OnCopyEnded(const PGconn& connection, bool failed, bool retries) noexcept;
  /// Runs `discard`, during which libpq reads and discards results, and ends all open requests.
  template <class Call>
  void Discard(const PGconn& connection, Call&& discard) {
    discarding_ = true;
    OnUnwind unwind{[&] { discarding_ = false; }};
    discard();
    unwind.Returned();
    discarding_ = false;
    Abandon(connection);
  }
  /// Stores the code of a warning of the server, for the end of the current operation.
  void OnWarning(std::string_view sqlstate) noexcept { warning_.Set(sqlstate); }
  /// Moves the stored warning code, if any, into the outcome of the operation that has ended.
  void AddWarning(Outcome& outcome) noexcept;
  void ForgetWarning() noexcept { warning_.Clear(); }
  /// Ends all open requests with what was read of them: no more results will be read.
  void Abandon(const PGconn& connection) noexcept;
  /// Drops all open requests, because their results can no longer be matched.
  void Abandon() noexcept;

  /// Statements that were measured before, if no session settings affect how they are read.
  detail::KnownStatements known_statements;

  /// libpq's default notice receiver, which ours has replaced; null if it was not replaced.
  PQnoticeReceiver libpq_receiver = nullptr;

  /// The start of a non-blocking connection attempt; set while the program polls it.
  std::chrono::steady_clock::time_point connecting_since;

 private:
  void Pop() noexcept;
  void EndFront(const PGconn& connection) noexcept;
  void EndAtExit() noexcept;
  // Only if the server has reported a search_path.
  bool SearchPathChanged(const PGconn& connection) const noexcept;
  void MakeEndpointOf(const PGconn& connection);

  std::shared_ptr<const Instrumenter> instrumenter_;
  EndpointPtr endpoint_;
  std::optional<std::string> search_path_;  ///< The search_path in `endpoint_`, if the server
                                            ///< reports it.
  detail::pg::PreparedTexts prepared_;
  std::deque<Request> requests_;
  detail::pg::WarningCode warning_;
  bool discarding_ = false;
  std::atomic<std::uintptr_t> user_{0};      // the thread that has entered last
  TelemetryUse::Generation generation_ = 0;  // the process that has sent the open requests

  ConnectionState* next_taken_ = nullptr;  // of the list of states that `exit` has taken

  static constexpr std::uintptr_t kExit = 1;

  inline static std::atomic<std::size_t> open_{0};
};

/// The states of all connections. Never destroyed: connections may be used while the process exits.
inline NeverDestroyed<AddressTable<PGconn, ConnectionState>> all_connections;
inline AddressTable<PGconn, ConnectionState>& Connections() noexcept {
  return all_connections.Get();
}

/// Slow path of StateOf.
[[gnu::cold]] ConnectionState* MakeStateOf(const PGconn* connection) noexcept;
/// Returns the state of a connection, creating it if there is none yet; null if there is no memory.
inline ConnectionState* StateOf(const PGconn* connection) noexcept {
  if (connection == nullptr) return nullptr;
  ConnectionState* const known = Connections().Find(connection);
  return known != nullptr ? known : MakeStateOf(connection);
}

/// Returns the state of a connection if its next call has to be followed, else null.
inline ConnectionState* Traced(const PGconn* connection) noexcept {
  if (!Enabled<Postgres>() && !ConnectionState::AnyOpen()) return nullptr;
  ConnectionState* state = StateOf(connection);
  const bool entered = state == nullptr || !ConnectionState::AnyOpen() || state->Enter();
  return entered ? state : nullptr;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
