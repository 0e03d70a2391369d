#pragma once

#include <mysql_driver.h>

#include <string>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The connector's driver with traced connections. If the connector uses a C API whose functions
/// dbspan replaces, the connections are the connector's own objects and are recorded in the C API.
/// If the connector contains its own client, the connections are wrapped. One per client library
/// and process, like the connector's own driver.
class TracedDriver : public sql::mysql::MySQL_Driver {
 public:
  /// Returns the driver for the client library that the connector shall load; empty means its
  /// default one. Safe from any thread.
  static TracedDriver& Instance(const std::string& client_library = {});

  sql::Connection* connect(const sql::SQLString& host, const sql::SQLString& user,
                           const sql::SQLString& password) override;
  sql::Connection* connect(sql::ConnectOptionsMap& options) override;

 private:
  explicit TracedDriver(const std::string& client_library) : MySQL_Driver(client_library) {}
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
