#include "mysql/jdbc/state.h"

#include <string>

#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Session::ChangeSchema(std::string_view schema) noexcept try {
  EndpointFields fields = endpoint_->fields();
  fields.database = schema;
  endpoint_ = std::make_shared<const Endpoint>(std::move(fields));
} catch (...) {  // no memory: the namespace stays unchanged
}

void Session::FollowSchema(std::string_view sql) noexcept try {
  const std::string schema = SchemaOfUse(sql);
  if (!schema.empty()) ChangeSchema(schema);
} catch (...) {
}

Operation Session::DescribeSql(std::string_view sql) const noexcept {
  Operation operation;
  operation.endpoint = endpoint_;
  operation.sql = sql;
  return operation;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
