#pragma once

#include <mysql.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/interpose/address_table.h"
#include "core/interpose/enabled.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/version.h"
#include "mysql/capi/command.h"
#include "mysql/client_id.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Telemetry state of one connection of the C API. Used only by the thread that uses the
/// connection.
class ConnectionState {
  std::shared_ptr<const Instrumenter> instrumenter_;  // first: operations must not outlive it
  EndpointPtr endpoint_;
  unsigned long session_ = 0;  ///< Server-assigned id of the session that `endpoint_` belongs to.

 public:
  ConnectionState();

  const std::shared_ptr<const Instrumenter>& instrumenter() const noexcept { return instrumenter_; }
  /// Returns the endpoint of the connection, from fields of the client library without a round
  /// trip. Follows the current schema, which the server reports after every change.
  const EndpointPtr& EndpointOf(const MYSQL& connection);
  /// Discards everything that belonged to the previous session.
  void Restart() noexcept;

  ConnectionState(const ConnectionState&) = delete;
  ConnectionState& operator=(const ConnectionState&) = delete;
  ~ConnectionState() = default;

  /// The command that was sent and is not answered yet.
  Command& sent() noexcept { return *sent_; }
  const Command& sent() const noexcept { return *sent_; }
  /// The text of `sent()` if dbspan added a comment to the application's text; else empty.
  std::string sent_text;
  /// The command whose results are being read.
  Command& open() noexcept { return *open_; }
  /// Makes `sent()` the open command, because its answer has arrived.
  void OnAnswer() noexcept {
    open_->GiveUp();
    std::swap(sent_, open_);
  }
  bool connecting() const noexcept {
    return connecting_since != std::chrono::steady_clock::time_point{};
  }
  std::chrono::steady_clock::time_point connecting_since;
  EndpointPtr connecting_to;
  /// The type of exception that a connector above the C API throws for an error; empty without one.
  std::string_view exception;

 private:
  std::array<Command, 2> commands_;  // swapping the pointers is faster than moving
  Command* sent_ = &commands_[0];
  Command* open_ = &commands_[1];
};

/// The states of all connections.
AddressTable<MYSQL, ConnectionState>& Connections() noexcept;

/// Returns the state of a connection, creating it if there is none yet; null if there is no memory.
ConnectionState* StateOf(const MYSQL* connection) noexcept;

/// Like StateOf, but null while the connector connects, unless connecting is recorded: its queries
/// are not the application's.
ConnectionState* StateOfApplication(const MYSQL* connection) noexcept;

/// Returns the state of a connection if its next command has to be looked at, else null.
inline ConnectionState* Traced(const MYSQL* connection) noexcept {
  if (!Enabled<MySql>()) return nullptr;
  // A thread on which recording is suppressed starts no operation. It needs the state only to end
  // an operation that is still open.
  const bool quiet = SuppressInstrumentation::Active() || detail::ClientAbove::Active(kCApi);
  if (quiet && !OpenCommands::Any()) return nullptr;
  return StateOfApplication(connection);
}

/// Returns the state of a connection if any command of the process is open; else, and without a
/// state, null.
inline ConnectionState* Reading(const MYSQL* connection) noexcept {
  if (!OpenCommands::Any()) return nullptr;
  return Connections().Find(connection);
}

/// Returns the text of a statement as the server reads it. Some callers pass a length that includes
/// the terminating NUL (MariaDB Connector/C++). For MariaDB's client a length of -1 means that the
/// text ends at its NUL.
inline std::string_view StatementText(const char* sql, std::size_t length) noexcept {
  if (length == static_cast<std::size_t>(-1)) return {sql};
  while (length != 0 && sql[length - 1] == '\0') --length;
  return {sql, length};
}

/// Starts the operation of a statement that is sent as text; empty if it is not recorded.
detail::OperationSpan StartText(ConnectionState& state, const MYSQL& connection,
                                std::string_view sql) noexcept;
/// Starts the operation of a prepared statement. `settings` are those of the session when it was
/// prepared. `batch` is the number of executions by this call; 0 or 1: a single one.
detail::OperationSpan StartSql(ConnectionState& state, const MYSQL& connection,
                               std::string_view sql, const SqlSettings& settings,
                               const std::vector<Parameter>* parameters = nullptr,
                               unsigned batch = 0) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
