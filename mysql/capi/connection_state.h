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

/// What telemetry remembers of one connection of the C API. Used by the thread that uses the
/// connection.
class ConnectionState {
  std::shared_ptr<const Instrumenter> instrumenter_;  // first: operations must not outlive it
  EndpointPtr endpoint_;
  unsigned long session_ = 0;  ///< Whose endpoint that is, as the server numbers it.

 public:
  ConnectionState();

  const std::shared_ptr<const Instrumenter>& instrumenter() const noexcept { return instrumenter_; }
  /// Where the connection leads: what the client library has noted, no round trip. The server tells
  /// it when the schema changes, whatever statement did that.
  const EndpointPtr& EndpointOf(const MYSQL& connection);
  /// Forgets what belonged to a session that is gone.
  void Restart() noexcept;

  ConnectionState(const ConnectionState&) = delete;
  ConnectionState& operator=(const ConnectionState&) = delete;
  ~ConnectionState() = default;

  /// A command that is on its way, without an answer yet.
  Command& sent() noexcept { return *sent_; }
  const Command& sent() const noexcept { return *sent_; }
  /// The text of `sent()`, if it is not the application's own.
  std::string sent_text;
  /// The command whose results are being read.
  Command& open() noexcept { return *open_; }
  /// The answer to `sent()` is there: it is the open one now.
  void OnAnswer() noexcept {
    open_->GiveUp();
    std::swap(sent_, open_);
  }
  bool connecting() const noexcept {
    return connecting_since != std::chrono::steady_clock::time_point{};
  }
  std::chrono::steady_clock::time_point connecting_since;
  EndpointPtr connecting_to;
  /// The type of exception that the program sees for an error; empty for the C API itself.
  std::string_view exception;

 private:
  std::array<Command, 2> commands_;  // moving one takes longer than to call it by its other name
  Command* sent_ = &commands_[0];
  Command* open_ = &commands_[1];
};

/// The states of all connections.
AddressTable<MYSQL, ConnectionState>& Connections() noexcept;

/// The state of a connection, made if there is none yet; null without memory.
ConnectionState* StateOf(const MYSQL* connection) noexcept;

/// The same, but null as well for what the connector asks while it connects, unless that is to be
/// recorded.
ConnectionState* StateOfApplication(const MYSQL* connection) noexcept;

/// The state of a connection whose next command is to be looked at, or null.
inline ConnectionState* Traced(const MYSQL* connection) noexcept {
  if (!Enabled<MySql>()) return nullptr;
  // A quiet thread starts no operation. It needs the state only to give up one that is open.
  const bool quiet = SuppressInstrumentation::Active() || ClientAbove::Active(kCApi);
  if (quiet && !OpenCommands::Any()) return nullptr;
  return StateOfApplication(connection);
}

/// The state of a connection whose results are being read, or null.
inline ConnectionState* Reading(const MYSQL* connection) noexcept {
  if (!OpenCommands::Any()) return nullptr;
  return Connections().Find(connection);
}

/// Returns the text of a statement as the server reads it. Some callers count the NUL at its end as
/// part of it (MariaDB Connector/C++); MariaDB's client measures a text of length -1 itself.
inline std::string_view StatementText(const char* sql, std::size_t length) noexcept {
  if (length == static_cast<std::size_t>(-1)) return {sql};
  while (length != 0 && sql[length - 1] == '\0') --length;
  return {sql, length};
}

/// Starts the operation of a statement that is sent as text; empty if nothing is recorded.
OperationSpan StartText(ConnectionState& state, const MYSQL& connection,
                        std::string_view sql) noexcept;
/// The same for one whose session's settings were another's when it was prepared. `batch` is how
/// many times it is executed by this call, if more than once.
OperationSpan StartSql(ConnectionState& state, const MYSQL& connection, std::string_view sql,
                       const SqlSettings& settings,
                       const std::vector<Parameter>* parameters = nullptr,
                       unsigned batch = 0) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
