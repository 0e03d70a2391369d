#include "mysql/jdbc/connect.h"

#include <cppconn/exception.h>
#include <cppconn/metadata.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "core/process/process_life.h"
#include "core/span/outcome.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/options.h"
#include "mysql/client_id.h"
#include "mysql/connector_above.h"
#include "mysql/connector_spans.h"
#include "mysql/describe.h"
#include "mysql/jdbc/outcome.h"
#include "mysql/jdbc/state.h"
#include "mysql/jdbc/traced_connection.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Costs no round trip, because the version is known from the handshake.
std::string VersionOf(sql::Connection& connection) {
  sql::DatabaseMetaData* metadata = connection.getMetaData();
  return metadata == nullptr ? std::string{} : metadata->getDatabaseProductVersion().asStdString();
}

template <class Value>
const Value* Option(sql::ConnectOptionsMap& options, const char* name) {
  const auto found = options.find(name);
  return found == options.end() ? nullptr : found->second.get<Value>();
}

std::string TextOption(sql::ConnectOptionsMap& options, const char* name) {
  const auto* value = Option<sql::SQLString>(options, name);
  return value == nullptr ? std::string{} : value->asStdString();
}

ConnectTarget TargetOf(sql::ConnectOptionsMap& options) {
  ConnectTarget target;
  target.url = TextOption(options, "hostName");
  target.schema = TextOption(options, "schema");
  target.socket = TextOption(options, "socket");
  if (const int* port = Option<int>(options, "port")) target.port = *port;
  return target;
}

using SteadyTime = std::chrono::steady_clock::time_point;

/// Records a finished connection attempt, if `Options::connect_spans` is set.
template <class Observe>
void RecordConnect(const Instrumenter& instrumenter, const EndpointPtr& endpoint, SteadyTime since,
                   Observe&& observe) noexcept {
  if (!instrumenter.options().connect_spans) return;
  const detail::OutsideLibrary outside{kCApi};
  detail::OperationSpan operation =
      instrumenter.Start([&] { return detail::NamedOperation(endpoint, "CONNECT", since); });
  operation.EndWith(std::forward<Observe>(observe));
}

sql::Connection* Traced(std::unique_ptr<sql::Connection> native, const ConnectTarget& target,
                        SteadyTime since) {
  if (native == nullptr) return nullptr;
  std::shared_ptr<Session> session;
  try {
    session = std::make_shared<Session>(ReadTarget(target, VersionOf(*native)));
  } catch (...) {
    return native.release();  // without a session it is not traced
  }
  RecordConnect(session->instrumenter(), session->endpoint(), since, [] { return Outcome{}; });
  return new TracedConnection(std::move(native), std::move(session));
}

// The handshake distinguishes MySQL from MariaDB, so a failed attempt is recorded as one to MySQL.
void RecordFailure(const ConnectTarget& target, SteadyTime since) noexcept try {
  RecordConnect(*MySql::instrumenter().Get(),
                std::make_shared<const Endpoint>(ReadTarget(target, {})), since,
                [] { return OutcomeOfConnecting(OutcomeOfException()); });
} catch (...) {  // the span is lost, the exception is not
}

/// Scope guard: informs the traced C API below that the connector is calling.
class CallFromAbove {
 public:
  CallFromAbove() noexcept {
    if (dbspan_mysql_connector_above != nullptr) dbspan_mysql_connector_above(&above_);
  }
  ~CallFromAbove() {
    if (dbspan_mysql_connector_above != nullptr) dbspan_mysql_connector_above(nullptr);
  }
  CallFromAbove(const CallFromAbove&) = delete;
  CallFromAbove& operator=(const CallFromAbove&) = delete;

  /// Returns whether the C API records the connector's calls.
  bool observed() const noexcept { return above_.observed; }

 private:
  ConnectorAbove above_{"sql::SQLException"};
};

template <class Connect>
sql::Connection* Connected(const ConnectTarget& target, Connect&& connect) {
  const auto since = std::chrono::steady_clock::now();
  std::unique_ptr<sql::Connection> native;
  const CallFromAbove call;
  const ConnectorSpansReplaced replaced{detail::OperationSpan::None()};
  try {
    native.reset(connect());
  } catch (...) {
    if (!call.observed()) RecordFailure(target, since);
    throw;
  }
  if (call.observed()) return native.release();  // the C API records everything
  return Traced(std::move(native), target, since);
}

}  // namespace

TracedDriver& TracedDriver::Instance(const std::string& client_library) {
  const TelemetryUse no_fork_meanwhile;  // before the statics: a child could find them locked
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<TracedDriver>> drivers;
  const std::lock_guard lock{mutex};
  std::unique_ptr<TracedDriver>& driver = drivers[client_library];
  if (driver == nullptr) driver.reset(new TracedDriver{client_library});
  return *driver;
}

sql::Connection* TracedDriver::connect(const sql::SQLString& host, const sql::SQLString& user,
                                       const sql::SQLString& password) {
  ConnectTarget target;
  target.url = host.asStdString();
  return Connected(target, [&] { return MySQL_Driver::connect(host, user, password); });
}

sql::Connection* TracedDriver::connect(sql::ConnectOptionsMap& options) {
  return Connected(TargetOf(options), [&] { return MySQL_Driver::connect(options); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
