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

void TracedPreparedStatement::setBigInt(unsigned int parameter_index, const sql::SQLString& value) {
  ForwardingPreparedStatement::setBigInt(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setBoolean(unsigned int parameter_index, bool value) {
  ForwardingPreparedStatement::setBoolean(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setDateTime(unsigned int parameter_index,
                                          const sql::SQLString& value) {
  ForwardingPreparedStatement::setDateTime(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setDouble(unsigned int parameter_index, double value) {
  ForwardingPreparedStatement::setDouble(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setInt(unsigned int parameter_index, int32_t value) {
  ForwardingPreparedStatement::setInt(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setUInt(unsigned int parameter_index, uint32_t value) {
  ForwardingPreparedStatement::setUInt(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setInt64(unsigned int parameter_index, int64_t value) {
  ForwardingPreparedStatement::setInt64(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setUInt64(unsigned int parameter_index, uint64_t value) {
  ForwardingPreparedStatement::setUInt64(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

void TracedPreparedStatement::setString(unsigned int parameter_index, const sql::SQLString& value) {
  ForwardingPreparedStatement::setString(parameter_index, value);
  execution_.Bind(parameter_index, value);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
