#include "redis/describe.h"

#include <algorithm>

namespace dbspan::redis {
namespace {

constexpr std::size_t kLongestName = 32;

// A first argument that is no command name (a mistake in a format string, say) may be data.
bool IsName(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

CommandFacts ReadCommand(std::string_view wire) noexcept {
  CommandFacts facts;
  CommandReader reader{wire};
  const auto name = reader.Next();
  facts.rule = &FindCommand(name.value_or(std::string_view{}));
  if (!name || (facts.rule->name.empty() && !IsName(*name))) return facts;
  facts.name = *name;
  facts.arguments = reader.size() - 1;
  facts.reader = reader;
  facts.first = reader.Next().value_or(std::string_view{});
  if (facts.rule->keep == Keep::kFunction && IsName(facts.first.substr(0, kLongestName))) {
    facts.procedure = facts.first;
  }
  return facts;
}

std::string_view FirstKey(std::string_view wire) noexcept {
  CommandReader reader{wire};
  const CommandRule& rule = FindCommand(reader.Next().value_or(std::string_view{}));
  if (rule.name.empty() || rule.key == 0) return {};
  std::string_view argument;
  std::string_view before;
  for (std::size_t i = 0; i < rule.key; ++i) {
    before = argument;
    argument = reader.Next().value_or(std::string_view{});
  }
  const bool counted = rule.keep == Keep::kScript || rule.keep == Keep::kFunction;
  return counted && before == "0" ? std::string_view{} : argument;  // numkeys is in front of them
}

Operation DescribeCommand(EndpointView endpoint, std::string_view wire, const CommandFacts& facts,
                          const Options& options) noexcept {
  Operation operation;
  operation.endpoint = endpoint;
  // db.operation.name is required for Redis; what cannot be read has the name of errors that have
  // none.
  operation.name = facts.name.empty() ? "_OTHER" : facts.name;
  operation.procedure = facts.procedure;
  operation.raw = wire;
  operation.redact = &RedactCommand;
  if (options.hooks.filter) operation.key = FirstKey(wire);
  return operation;
}

}  // namespace dbspan::redis
