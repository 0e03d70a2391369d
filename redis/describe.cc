#include "redis/describe.h"

#include <cstddef>
#include <cstdint>

#include "core/span/command_target.h"
#include "redis/resp/argument.h"
#include "redis/resp/redaction.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace {

CommandTarget TargetOf(const void* parsed) {
  const auto& facts = *static_cast<const CommandFacts*>(parsed);
  const std::uint8_t* code = ArgumentsOf(*facts.rule);
  if (*code == ArgumentCode::kRequired && facts.arguments >= code[1]) code += 2;
  const bool shown = FitsAlways(*code) && KindOf(*code) != Argument::kValue;
  if (!shown || facts.name.empty() || !facts.subcommand.empty()) return {};
  constexpr std::size_t kWithOptions = 3;
  const bool options = facts.arguments >= kWithOptions && facts.rule->name == "SET";
  return {FirstArgument(facts), options && HasOption(facts, "NX")};
}

[[maybe_unused]] const bool is_known = CommandTarget::Register(&WriteCommand, &TargetOf);

}  // namespace

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
