// Declarations of Connector/C++ 8.3: callbacks that ask the user to act during authentication.
#pragma once

#include <cppconn/sqlstring.h>

namespace sql {

class Fido_Callback {
 public:
  virtual ~Fido_Callback() = default;
  virtual void FidoActionRequested(sql::SQLString message);
};

class WebAuthn_Callback {
 public:
  virtual ~WebAuthn_Callback() = default;
  virtual void ActionRequested(sql::SQLString message);
};

}  // namespace sql
