#include "mysql/traced_driver.h"

#include <cppconn/metadata.h>

#include <memory>
#include <string>
#include <utility>

#include "mysql/session.h"
#include "mysql/traced_connection.h"

namespace dbspan::mysql {
namespace {

// Known from the handshake: asking costs no round trip.
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

sql::Connection* Traced(std::unique_ptr<sql::Connection> native, const ConnectTarget& target) {
  if (native == nullptr) return nullptr;
  std::shared_ptr<Session> session;
  try {
    session = std::make_shared<Session>(ReadTarget(target, VersionOf(*native)));
  } catch (...) {
    return native.release();  // what cannot be described is not traced
  }
  return new TracedConnection(std::move(native), std::move(session));
}

}  // namespace

TracedDriver& TracedDriver::Instance() {
  static TracedDriver driver;
  return driver;
}

sql::Connection* TracedDriver::connect(const sql::SQLString& host, const sql::SQLString& user,
                                       const sql::SQLString& password) {
  std::unique_ptr<sql::Connection> native{MySQL_Driver::connect(host, user, password)};
  ConnectTarget target;
  target.url = host.asStdString();
  return Traced(std::move(native), target);
}

sql::Connection* TracedDriver::connect(sql::ConnectOptionsMap& options) {
  const ConnectTarget target = TargetOf(options);
  std::unique_ptr<sql::Connection> native{MySQL_Driver::connect(options)};
  return Traced(std::move(native), target);
}

}  // namespace dbspan::mysql

// What <dbspan/mysql_driver.h> redirects to.
sql::mysql::MySQL_Driver* DbspanMySqlDriver() __asm__("dbspan_mysql_get_driver_instance");
sql::mysql::MySQL_Driver* DbspanMySqlDriver() { return &dbspan::mysql::TracedDriver::Instance(); }

sql::Driver* DbspanDriver() __asm__("dbspan_get_driver_instance");
sql::Driver* DbspanDriver() { return &dbspan::mysql::TracedDriver::Instance(); }
