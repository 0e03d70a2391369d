#include "redis/describe.h"

#include "redis/resp/redaction.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

Operation DescribeCommand(EndpointView endpoint, std::string_view wire, const CommandFacts& facts,
                          const Options& options) noexcept {
  Operation operation;
  operation.endpoint = endpoint;
  // db.operation.name is required for Redis. A command that cannot be parsed is named _OTHER, like
  // errors without a type.
  operation.name = facts.name.empty() ? "_OTHER" : facts.name;
  operation.procedure = facts.procedure;
  operation.raw = wire;
  operation.redact = &RedactCommand;
  operation.parsed = &facts;
  operation.write_text = &WriteCommand;
  if (options.hooks.filter) operation.key = FirstKey(facts);
  return operation;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
