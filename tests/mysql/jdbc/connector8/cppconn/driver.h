// Declarations of Connector/C++ 8.3.
#pragma once

#include <cppconn/callback.h>
#include <cppconn/connection.h>

namespace sql {

class Driver {
 protected:
  virtual ~Driver() = default;

 public:
  virtual Connection* connect(const sql::SQLString& host, const sql::SQLString& user,
                              const sql::SQLString& password) = 0;
  virtual Connection* connect(ConnectOptionsMap& options) = 0;
  virtual int getMajorVersion() = 0;
  virtual int getMinorVersion() = 0;
  virtual int getPatchVersion() = 0;
  virtual const sql::SQLString& getName() = 0;
  virtual void setCallBack(sql::Fido_Callback& callback) = 0;
  virtual void setCallBack(sql::Fido_Callback&& callback) = 0;
  virtual void threadInit() = 0;
  virtual void threadEnd() = 0;
  virtual void setCallBack(sql::WebAuthn_Callback& callback) = 0;
  virtual void setCallBack(sql::WebAuthn_Callback&& callback) = 0;
};

}  // namespace sql

extern "C" {
sql::Driver* _get_driver_instance_by_name(const char* clientlib);
inline sql::Driver* get_driver_instance_by_name(const char* clientlib) {
  return _get_driver_instance_by_name(clientlib);
}
inline sql::Driver* get_driver_instance() { return get_driver_instance_by_name(""); }
}
