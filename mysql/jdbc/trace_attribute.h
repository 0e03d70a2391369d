#pragma once

#include <cppconn/prepared_statement.h>

#include <string>

#include "dbspan/detail/operation_span.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sends the trace context with the executions of a prepared statement, as the query attribute
/// `traceparent`: where it was asked for (`Options::sqlcommenter`), and where the connector has
/// query attributes, which is since 8.0.26. The text of a prepared statement is sent once, so a
/// comment in it could not follow.
class TraceAttribute {
 public:
  /// To be called before every execution: an attribute stays until it is set again.
  void Set(sql::PreparedStatement& statement, const OperationSpan& operation) noexcept try {
    const std::string parent = operation.TraceParent();
    if (!parent.empty()) {
      set_ = Put(statement, parent);
    } else if (set_) {
      Clear(statement);
      set_ = false;
    }
  } catch (...) {  // the statement is executed without
  }

 private:
  static constexpr const char* kName = "traceparent";

  template <class Native>
  static auto Put(Native& statement, const std::string& value)
      -> decltype(statement.setQueryAttrString(kName, value), true) {
    statement.setQueryAttrString(kName, value);
    return true;
  }
  template <class Native>
  static auto Clear(Native& statement) -> decltype(statement.setQueryAttrNull(kName), void()) {
    statement.setQueryAttrNull(kName);
  }
  // Earlier connectors.
  template <class... Native>
  static bool Put(Native&&... /*statement*/) {
    return false;
  }
  template <class... Native>
  static void Clear(Native&&... /*statement*/) {}

  bool set_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
