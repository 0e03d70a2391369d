#pragma once

#include <cppconn/prepared_statement.h>

#include <string>

#include "dbspan/detail/operation_span.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sends the trace context with each execution of a prepared statement, as the query attribute
/// `traceparent`. Active if `Options::sqlcommenter` requests it and the connector has query
/// attributes (8.0.26 and later). A comment would not work, because the text of a prepared
/// statement is only sent once.
class TraceAttribute {
 public:
  /// Sets or clears the attribute. Call it before every execution, because the connector keeps an
  /// attribute until it is set again.
  void Set(sql::PreparedStatement& statement, const detail::OperationSpan& operation) noexcept try {
    const std::string parent = operation.TraceParent();
    if (!parent.empty()) {
      set_ = Put(statement, parent);
    } else if (set_) {
      Clear(statement);
      set_ = false;
    }
  } catch (...) {  // the statement is executed without the attribute
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
  // These overloads are chosen for connectors without query attributes.
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
