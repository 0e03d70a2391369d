#pragma once

#include <mysql_driver.h>

#include <string>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The connector's driver, but its connections are traced: where they use the C API that we stand
/// in front of, there, and they are the connector's own objects; where the connector has a client
/// inside, by decorators. One per process, like the connector's own.
class TracedDriver : public sql::mysql::MySQL_Driver {
 public:
  /// The driver that <dbspan/mysql_driver.h> hands out, one per client library that the connector
  /// is told to load; empty: its own. Safe from any thread.
  static TracedDriver& Instance(const std::string& client_library = {});

  sql::Connection* connect(const sql::SQLString& host, const sql::SQLString& user,
                           const sql::SQLString& password) override;
  sql::Connection* connect(sql::ConnectOptionsMap& options) override;

 private:
  explicit TracedDriver(const std::string& client_library) : MySQL_Driver(client_library) {}
  template <class Connect>
  sql::Connection* ConnectQuietly(sql::ConnectOptionsMap options, Connect&& connect);
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
