#pragma once

#include <mysql.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/interpose/address_table.h"
#include "core/interpose/enabled.h"
#include "core/process/never_destroyed.h"
#include "core/process/per_thread.h"
#include "core/process/thread_marks.h"
#include "core/sql/known_statements.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/version.h"
#include "mysql/capi/command.h"
#include "mysql/capi/session_settings.h"
#include "mysql/client_id.h"
#include "mysql/connector_above.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Telemetry state of one connection of the C API. Used only by the thread that uses the
/// connection.
class ConnectionState {
  std::shared_ptr<const Instrumenter> instrumenter_;  // first: operations must not outlive it
  EndpointPtr endpoint_;
  unsigned long session_ = 0;  ///< Server-assigned id of the session that `endpoint_` belongs to.
  std::string database_;       ///< The schema that `endpoint_` was made for.

 public:
  ConnectionState();

  const std::shared_ptr<const Instrumenter>& instrumenter() const noexcept { return instrumenter_; }
  /// Returns the endpoint of the connection, from fields of the client library without a round
  /// trip. Follows the current schema, which the server reports after every change.
  const EndpointPtr& EndpointOf(const MYSQL& connection);
  /// Returns the endpoint of the connection if EndpointOf() need not make a new one, else null.
  const Endpoint* KnownEndpointOf(const MYSQL& connection) const noexcept {
    // The client library may reconnect by itself, possibly to another server.
    if (endpoint_ == nullptr || session_ != connection.thread_id) return nullptr;
    const char* const database = connection.db == nullptr ? "" : connection.db;
    return std::strcmp(database_.c_str(), database) == 0 ? endpoint_.get() : nullptr;
  }
  /// Discards everything that belonged to the previous session.
  void Restart() noexcept;

  ConnectionState(const ConnectionState&) = delete;
  ConnectionState& operator=(const ConnectionState&) = delete;
  ~ConnectionState() = default;

  /// The command that was sent and is not answered yet.
  Command& sent() noexcept { return *sent_; }
  const Command& sent() const noexcept { return *sent_; }
  /// The text of `sent()` if dbspan added a comment to the application's text; else empty. The
  /// client reads it until the answer arrives.
  std::string sent_text;
  void ForgetSentText() noexcept {
    if (!sent_text.empty()) sent_text = std::string{};  // releases the memory, too
  }
  /// The command whose results are being read.
  Command& open() noexcept { return *open_; }
  /// `sent()` was answered: it replaces the open command, which ends.
  void OnAnswer() noexcept {
    open_->GiveUp();
    std::swap(sent_, open_);
    ForgetSentText();
  }
  bool connecting() const noexcept {
    return connecting_since != std::chrono::steady_clock::time_point{};
  }
  std::chrono::steady_clock::time_point connecting_since;
  EndpointPtr connecting_to;
  SessionSettings settings;
  detail::KnownStatements known_statements;  ///< Statements that were measured before.
  /// The type of exception that a connector above the C API throws for an error; empty without one.
  std::string_view exception;

 private:
  std::array<Command, 2> commands_;  // swapping the pointers is faster than moving
  Command* sent_ = &commands_[0];
  Command* open_ = &commands_[1];
};

/// The states of all connections. Never destroyed: connections may be used while the process exits.
inline NeverDestroyed<AddressTable<MYSQL, ConnectionState>> all_connections;
inline AddressTable<MYSQL, ConnectionState>& Connections() noexcept {
  return all_connections.Get();
}

/// Slow path of StateOf.
[[gnu::cold]] ConnectionState* MakeStateOf(const MYSQL* connection) noexcept;
/// Returns the state of a connection, creating it if there is none yet; null if there is no memory.
inline ConnectionState* StateOf(const MYSQL* connection) noexcept {
  if (connection == nullptr) return nullptr;
  ConnectionState* const known = Connections().Find(connection);
  return known != nullptr ? known : MakeStateOf(connection);
}

/// The connection attempt of Connector/C++ on a thread; null if there is none. Queries that the
/// connector sends meanwhile are part of the attempt.
struct ConnectingAbove {
  ConnectorAbove* connector;
};
using OwnConnectingAbove = PerThread<ConnectingAbove>;

/// Like StateOf, but null while the connector connects, unless connecting is recorded: its queries
/// are not the application's.
inline ConnectionState* StateOfApplication(const MYSQL* connection) noexcept {
  ConnectionState* state = StateOf(connection);
  if (state == nullptr || OwnConnectingAbove::Own().connector == nullptr) return state;
  return state->instrumenter()->options().connect_spans ? state : nullptr;
}

/// Returns the state of a connection if its next command has to be looked at, else null.
[[gnu::always_inline]] inline ConnectionState* Traced(const MYSQL* connection) noexcept {
  if (!Enabled<MySql>()) return nullptr;
  // A thread on which recording is suppressed starts no operation. It needs the state only to end
  // an operation that is still open.
  const bool quiet = detail::ThreadMarks::Suppress() || detail::ThreadMarks::IsBelow<kCApi>();
  if (quiet && !OpenCommands::Any()) return nullptr;
  return StateOfApplication(connection);
}

/// Returns the state of a connection if any command of the process is open; else, and without a
/// state, null.
inline ConnectionState* Reading(const MYSQL* connection) noexcept {
  if (!OpenCommands::Any()) return nullptr;
  return Connections().Find(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
