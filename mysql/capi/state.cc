#include "mysql/capi/state.h"

#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"
#include "core/span/endpoint_check.h"
#include "mysql/capi/connect.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string_view View(const char* text) noexcept { return text == nullptr ? "" : text; }

EndpointFields FieldsOf(const MYSQL& connection) {
  EndpointFields fields;
  fields.system = SystemOf(View(connection.server_version));
  fields.database = View(connection.db);
  const std::string_view how = View(connection.host_info);
  if (how.find("socket") != std::string_view::npos && connection.unix_socket != nullptr) {
    fields.server_address = connection.unix_socket;
  } else {
    fields.server_address = View(connection.host);
    fields.server_port = PortOfNumber(connection.port);
  }
  return fields;
}

}  // namespace

ConnectionState::ConnectionState() : instrumenter_(MySql::instrumenter().Get()) {}

const EndpointPtr& ConnectionState::EndpointOf(const MYSQL& connection) {
  // The client library may reconnect by itself, possibly to another server.
  if (endpoint_ == nullptr || session_ != connection.thread_id ||
      database_ != View(connection.db)) {
    endpoint_ = std::make_shared<const Endpoint>(FieldsOf(connection));
    database_ = View(connection.db);
    session_ = connection.thread_id;
  }
  return endpoint_;
}

void ConnectionState::Restart() noexcept {
  sent().GiveUp();
  open().GiveUp();
  endpoint_ = nullptr;
  settings.Restart();
}

AddressTable<MYSQL, ConnectionState>& Connections() noexcept {
  // Never destroyed: connections may be used while the process exits.
  static NeverDestroyed<AddressTable<MYSQL, ConnectionState>> connections;
  return connections.Get();
}

ConnectionState* StateOf(const MYSQL* connection) noexcept {
  if (connection == nullptr) return nullptr;
  const ErrnoGuard errno_guard;
  return Connections().FindOrMake(connection);
}

ConnectionState* StateOfApplication(const MYSQL* connection) noexcept {
  ConnectionState* state = StateOf(connection);
  if (state == nullptr || !ConnectorConnects()) return state;
  return state->instrumenter()->options().connect_spans ? state : nullptr;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
