#include "redis/resp/command.h"

#include <algorithm>
#include <cstddef>

#include "redis/resp/argument_walk.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kLongestName = 32;

// Tells whether `text` looks like a command name. Otherwise it may be data and must not be
// recorded, for example after a mistake in a format string.
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

/// Reads the subcommand and the procedure, if the command has them.
void Complete(CommandFacts& facts) noexcept {
  if (HasSubcommands(*facts.rule)) ReadSubcommand(facts);
  if (facts.rule->effect != Effect::kFunction) return;
  const std::string_view procedure = FirstArgument(facts);
  if (Fits(Argument::kScript, procedure)) facts.procedure = procedure;
}

/// Fast path for known commands with names of 1 to 8 letters and up to 8 arguments; returns false
/// for all others.
bool ReadShortName(std::string_view wire, CommandFacts& facts) noexcept {
  const ShortHead head = ReadShortHead(wire);
  if (head.length == 0) return false;
  facts.rule = FindShortCommand(head.word);
  if (facts.rule == nullptr) return false;
  facts.name = wire.substr(ShortHead::kHeader, head.length);
  facts.arguments = head.size - 1U;
  const std::string_view rest = wire.substr(ShortHead::kHeader + head.length + 2);
  facts.reader = CommandReader::BehindName(rest, head.size);
  return true;
}

}  // namespace

CommandFacts ReadCommand(std::string_view wire) noexcept {
  CommandFacts facts;
  if (!ReadShortName(wire, facts)) return ReadCommandByArguments(wire);
  Complete(facts);
  return facts;
}

CommandFacts ReadCommandByArguments(std::string_view wire) noexcept {
  CommandFacts facts;
  facts.reader = CommandReader{wire};
  const auto name = facts.reader.Next();
  facts.rule = &FindCommand(name.value_or(std::string_view{}));
  if (!name || (facts.rule->name.empty() && !IsName(*name))) return facts;
  facts.name = *name;
  facts.arguments = facts.reader.size() - 1;
  Complete(facts);
  return facts;
}

std::string_view FirstKey(const CommandFacts& facts) noexcept {
  std::string_view key;
  // MIGRATE has an empty key argument if its keys follow the word KEYS.
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
