// Stores the values bound to prepared statements, if they are to be recorded.
#include "mysql/jdbc/traced_statement.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

void TracedPreparedStatement::clearParameters() {
  ForwardingPreparedStatement::clearParameters();
  execution_.ClearParameters();
}

void TracedPreparedStatement::setNull(unsigned int parameter_index, int sql_type) {
  ForwardingPreparedStatement::setNull(parameter_index, sql_type);
  execution_.Forget(parameter_index);
}

void TracedPreparedStatement::setBlob(unsigned int parameter_index, std::istream* blob) {
  ForwardingPreparedStatement::setBlob(parameter_index, blob);
  execution_.Forget(parameter_index);
}

#define DBSPAN_SETTER(function, Value)                                                \
  void TracedPreparedStatement::function(unsigned int parameter_index, Value value) { \
    ForwardingPreparedStatement::function(parameter_index, value);                    \
    execution_.Bind(parameter_index, value);                                          \
  }
DBSPAN_SETTER(setBigInt, const sql::SQLString&)
DBSPAN_SETTER(setBoolean, bool)
DBSPAN_SETTER(setDateTime, const sql::SQLString&)
DBSPAN_SETTER(setDouble, double)
DBSPAN_SETTER(setInt, int32_t)
DBSPAN_SETTER(setUInt, uint32_t)
DBSPAN_SETTER(setInt64, int64_t)
DBSPAN_SETTER(setUInt64, uint64_t)
DBSPAN_SETTER(setString, const sql::SQLString&)
#undef DBSPAN_SETTER

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
