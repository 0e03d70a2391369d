#include "mysql/capi/state.h"

#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/span/endpoint_check.h"
#include "core/text/view_of.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

EndpointFields FieldsOf(const MYSQL& connection) {
  EndpointFields fields;
  fields.system = SystemOf(ViewOf(connection.server_version));
  fields.database = ViewOf(connection.db);
  const std::string_view how = ViewOf(connection.host_info);
  if (how.find("socket") != std::string_view::npos && connection.unix_socket != nullptr) {
    fields.server_address = connection.unix_socket;
  } else {
    fields.server_address = ViewOf(connection.host);
    fields.server_port = PortOfNumber(connection.port);
  }
  return fields;
}

}  // namespace

ConnectionState::ConnectionState() : instrumenter_(MySql::instrumenter().Get()) {}

const EndpointPtr& ConnectionState::EndpointOf(const MYSQL& connection) {
  if (KnownEndpointOf(connection) == nullptr) {
    endpoint_ = std::make_shared<const Endpoint>(FieldsOf(connection));
    database_ = ViewOf(connection.db);
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

ConnectionState* MakeStateOf(const MYSQL* connection) noexcept {
  const ErrnoGuard errno_guard;
  OwnConnectingAbove::Locate();
  return Connections().FindOrMake(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
