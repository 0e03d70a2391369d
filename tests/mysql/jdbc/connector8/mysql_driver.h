// Declarations of Connector/C++ 8.3.
#pragma once

#include <cppconn/driver.h>

namespace sql::mysql {

class MySQL_Driver : public sql::Driver {
 public:
  MySQL_Driver();
  explicit MySQL_Driver(const sql::SQLString& client_library);
  ~MySQL_Driver() override;
  sql::Connection* connect(const sql::SQLString& host, const sql::SQLString& user,
                           const sql::SQLString& password) override;
  sql::Connection* connect(sql::ConnectOptionsMap& options) override;
  int getMajorVersion() override;
  int getMinorVersion() override;
  int getPatchVersion() override;
  const sql::SQLString& getName() override;
  void setCallBack(sql::Fido_Callback& callback) override;
  void setCallBack(sql::Fido_Callback&& callback) override;
  void setCallBack(sql::WebAuthn_Callback& callback) override;
  void setCallBack(sql::WebAuthn_Callback&& callback) override;
  void threadInit() override;
  void threadEnd() override;

 private:
  MySQL_Driver(const MySQL_Driver&);
  void operator=(MySQL_Driver&);
};

MySQL_Driver* _get_driver_instance_by_name(const char* clientlib);
inline MySQL_Driver* get_driver_instance_by_name(const char* clientlib) {
  return sql::mysql::_get_driver_instance_by_name(clientlib);
}
inline MySQL_Driver* get_driver_instance() { return get_driver_instance_by_name(""); }
inline MySQL_Driver* get_mysql_driver_instance() { return get_driver_instance(); }

}  // namespace sql::mysql
