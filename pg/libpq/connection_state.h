#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/interpose/address_table.h"
#include "core/interpose/enabled.h"
#include "dbspan/detail/pg/warning.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/pg/instrumentation.h"
#include "dbspan/version.h"
#include "pg/libpq/request.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What telemetry remembers of one connection of libpq. Used by the thread that uses the
/// connection.
class ConnectionState {
 public:
  static constexpr std::size_t kMostPrepared = 4096;

  ConnectionState();
  ConnectionState(const ConnectionState&) = delete;
  ConnectionState& operator=(const ConnectionState&) = delete;
  ~ConnectionState() { Abandon(); }

  const Instrumenter& instrumenter() const noexcept { return *instrumenter_; }
  /// Where the connection leads, asked for when it is first needed; no round trip. Follows the
  /// search_path where the server reports it (Postgres 18).
  const EndpointPtr& EndpointOf(const PGconn& connection);
  /// Forgets what belonged to the connection to the server that is gone.
  void Restart() noexcept;

  /// Remembers the text of a prepared statement; with `kMostPrepared` of them, no more.
  void Remember(const char* name, const char* text) noexcept;
  void Forget(const char* name) noexcept;
  /// Empty if it is not known.
  std::string_view PreparedText(const char* name) const noexcept;

  bool idle() const noexcept { return requests_.empty(); }
  /// Tells whether results are awaited anywhere. While they are, even a client that is switched off
  /// has to follow them.
  static bool AnyOpen() noexcept { return open_.load(std::memory_order_relaxed) != 0; }
  void Push(Request&& request) noexcept;
  /// A result was read, or null: the request has no more.
  void OnResult(const PGconn& connection, PGresult* result) noexcept;
  /// What PQgetCopyData returned.
  void OnCopyData(const PGconn& connection, int read) noexcept;
  /// The server has sent a warning with this code; what is going on is told at its end.
  void OnWarning(std::string_view sqlstate) noexcept { warning_.Set(sqlstate); }
  /// The code of the warning, if there was one, for the operation that is over.
  void AddWarning(Outcome& outcome) noexcept;
  /// What waits will not be read: libpq throws it away before a synchronous call.
  void Abandon() noexcept;

  /// The receiver that libpq has given the connection itself, if ours stands in front of it.
  PQnoticeReceiver libpq_receiver = nullptr;

  /// Set while the program connects by polling.
  std::chrono::steady_clock::time_point connecting_since;

 private:
  void Pop() noexcept;
  bool SearchPathChanged(const PGconn& connection) const noexcept;
  void MakeEndpointOf(const PGconn& connection);

  std::shared_ptr<const Instrumenter> instrumenter_;
  EndpointPtr endpoint_;
  std::optional<std::string> search_path_;  ///< Of `endpoint_`, if the server reports it.
  std::unordered_map<std::string, std::string> prepared_;
  std::deque<Request> requests_;
  WarningCode warning_;

  inline static std::atomic<std::size_t> open_{0};
};

/// The states of all connections.
AddressTable<PGconn, ConnectionState>& Connections() noexcept;

/// The state of a connection, made if there is none yet; null without memory.
ConnectionState* StateOf(const PGconn* connection) noexcept;

/// The state of a connection whose next call is to be looked at, or null.
inline ConnectionState* Traced(const PGconn* connection) noexcept {
  if (!Enabled<Postgres>() && !ConnectionState::AnyOpen()) return nullptr;
  return StateOf(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
