#include "redis/resp/command.h"

#include <algorithm>

#include "redis/resp/argument_walk.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
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

void ReadSubcommand(CommandFacts& facts) noexcept {
  CommandReader reader = facts.reader;
  const std::string_view word = reader.Next().value_or(std::string_view{});
  const CommandRule& rule = FindSubcommand(*facts.rule, word);
  if (rule.name.empty()) return;
  facts.subcommand = word;
  facts.reader = reader;
  facts.rule = &rule;
}

}  // namespace

CommandFacts ReadCommand(std::string_view wire) noexcept {
  CommandFacts facts;
  facts.reader = CommandReader{wire};
  const auto name = facts.reader.Next();
  facts.rule = &FindCommand(name.value_or(std::string_view{}));
  if (!name || (facts.rule->name.empty() && !IsName(*name))) return facts;
  facts.name = *name;
  facts.arguments = facts.reader.size() - 1;
  if (HasSubcommands(*facts.rule)) ReadSubcommand(facts);
  if (facts.rule->effect == Effect::kFunction) {
    const std::string_view procedure = FirstArgument(facts);
    if (IsName(procedure.substr(0, kLongestName))) facts.procedure = procedure;
  }
  return facts;
}

std::string_view FirstKey(const CommandFacts& facts) noexcept {
  std::string_view key;
  // MIGRATE has an empty key in place of those behind KEYS.
  auto take = [&key](std::string_view argument, Argument kind) noexcept {
    if (kind == Argument::kKey) key = argument;
    return key.empty();
  };
  if (facts.rule != nullptr) ArgumentWalk{facts.reader, take}.Run(*facts.rule);
  return key;
}

bool HasOption(const CommandFacts& facts, std::string_view word) noexcept {
  bool found = false;
  auto look = [&](std::string_view argument, Argument kind) noexcept {
    found = kind == Argument::kWord && IsWord(word, argument);
    return !found;
  };
  ArgumentWalk{facts.reader, look}.Run(*facts.rule);
  return found;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
