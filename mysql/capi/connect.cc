// Wrappers of the functions that connect and close: they create and destroy the state of a
// connection.
#include "mysql/capi/connect.h"

#include <dlfcn.h>

#include <chrono>
#include <memory>
#include <utility>

#include "core/interpose/dlerror_guard.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/loaded_object.h"
#include "core/span/endpoint_check.h"
#include "core/span/outcome.h"
#include "dbspan/detail/named_operation.h"
#include "mysql/capi/outcome.h"
#include "mysql/capi/real.h"
#include "mysql/connector_above.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

void OnConnecting(MYSQL* connection, const char* host, const char* database, unsigned port,
                  const char* socket) noexcept try {
  ConnectionState* state = StateOf(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  state->Restart();
  if (ConnectorAbove* const above = OwnConnectingAbove::Own().connector) {
    above->observed = true;
    state->exception = above->exception;
  }
  state->connecting_since = std::chrono::steady_clock::now();
  if (!state->instrumenter()->options().connect_spans) return;
  EndpointFields fields;
  fields.system = kSystem;  // MySQL or MariaDB is known only after the handshake
  if (database != nullptr) fields.database = database;
  if (host == nullptr && socket != nullptr) {
    fields.server_address = socket;
  } else if (host == nullptr || std::string_view{host}.find(',') == std::string_view::npos) {
    fields.server_address = host == nullptr ? "localhost" : host;
    fields.server_port = port == 0 ? kDefaultPort : PortOfNumber(port);
  }  // else a list of hosts: no single server to record
  state->connecting_to = std::make_shared<const Endpoint>(std::move(fields));
} catch (...) {  // no memory: a failure is recorded without the target
}

void OnConnected(MYSQL* connection, bool failed) noexcept {
  ConnectionState* state = StateOf(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  const EndpointPtr target = std::exchange(state->connecting_to, nullptr);
  const auto since = std::exchange(state->connecting_since, {});
  if (!state->instrumenter()->options().connect_spans) return;
  detail::OperationSpan operation = state->instrumenter()->Start([&] {
    return detail::NamedOperation(failed ? target : state->EndpointOf(*connection), "CONNECT",
                                  since);
  });
  operation.EndWith([&] {
    if (!failed) return Outcome{};
    return OutcomeOfConnecting(OutcomeOfConnection(*connection, state->exception));
  });
}

void OnGone(const MYSQL* connection) noexcept {
  if (connection == nullptr) return;
  const ErrnoGuard errno_guard;
  Connections().Take(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

extern "C" void dbspan_mysql_connector_above(dbspan::mysql::ConnectorAbove* above) noexcept {
  dbspan::mysql::OwnConnectingAbove::Own().connector = above;
}

extern "C" bool dbspan_mysql_sees_calls_from(const void* address) noexcept {
  using dbspan::interpose::Route;
  const dbspan::DlerrorGuard dlerror_guard;
  const void* const called = dlsym(RTLD_DEFAULT, "mysql_real_connect");
  return dbspan::interpose::OwnObject().Contains(called) &&
         dbspan::mysql::MySqlClient::routes().Of(address).callers == Route::Callers::kApplication;
}

namespace real = dbspan::mysql::real;

MYSQL* mysql_init(MYSQL* connection) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_init, connection);
  dbspan::mysql::OnGone(connection);
  return real::mysql_init(connection);
}

MYSQL* mysql_real_connect(MYSQL* connection, const char* host, const char* user,
                          const char* password, const char* database, unsigned int port,
                          const char* socket, unsigned long flags) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_real_connect, connection, host, user, password,
               database, port, socket, flags);
  dbspan::mysql::OnConnecting(connection, host, database, port, socket);
  MYSQL* connected =
      real::mysql_real_connect(connection, host, user, password, database, port, socket, flags);
  dbspan::mysql::OnConnected(connection, connected == nullptr);
  return connected;
}

void mysql_close(MYSQL* connection) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_close, connection);
  dbspan::mysql::OnGone(connection);
  real::mysql_close(connection);
}
