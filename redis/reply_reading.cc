#include "redis/reply_reading.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>

#include "redis/resp/argument_walk.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Returns the number of elements per row of a flat reply; options such as WITHSCORES add elements.
std::uint8_t WidthOf(const CommandFacts& facts) noexcept {
  // Without options, a document consists of its key and its fields.
  const bool search = facts.rule->name == "FT.SEARCH";
  int width = search ? 2 : 1;
  bool returns = false;
  auto count = [&](std::string_view argument, Argument kind) noexcept {
    if (kind == Argument::kWord) {
      for (const std::string_view word :
           {"WITHSCORES", "WITHVALUES", "WITHATTRIBS", "WITHPAYLOADS", "WITHSORTKEYS"}) {
        if (IsWord(word, argument)) ++width;
      }
      if (search && IsWord("NOCONTENT", argument)) --width;
      returns = search && IsWord("RETURN", argument);
    } else if (returns) {
      if (argument == "0") --width;
      returns = false;
    }
    return true;
  };
  ArgumentWalk{facts.reader, count}.Run(*facts.rule);
  return static_cast<std::uint8_t>(std::max(width, 1));
}

}  // namespace

bool DependsOnNameAlone(const CommandRule& rule) noexcept {
  const bool wide = rule.rows == Rows::kTuples || rule.rows == Rows::kSearch;
  return rule.effect == Effect::kNone && rule.option.empty() && !wide && !HasSubcommands(rule);
}

ReplyReading ReadingOf(const CommandFacts& facts) noexcept {
  ReplyReading reading;
  if (facts.rule == nullptr) return reading;
  const CommandRule& rule = *facts.rule;
  reading.lookup = rule.lookup;
  reading.rows = rule.rows;
  reading.effect = rule.effect;
  reading.keys = static_cast<std::uint32_t>(std::min<std::size_t>(facts.arguments, UINT32_MAX));
  const bool wide = rule.rows == Rows::kTuples || rule.rows == Rows::kSearch;
  if (rule.effect == Effect::kNone && rule.option.empty() && !wide) return reading;
  // No command has options before its third argument.
  const bool options = facts.arguments > 2;
  if (!rule.option.empty()) {
    reading.has_option = options && HasOption(facts, rule.option);
    if (rule.rows == Rows::kNone && !reading.has_option) reading.lookup = Lookup::kNone;
  }
  if (wide && (options || rule.rows == Rows::kSearch)) reading.width = WidthOf(facts);
  if (rule.effect == Effect::kSelects) {
    const std::string_view index = FirstArgument(facts);
    std::from_chars(index.data(), index.data() + index.size(), reading.database);
  }
  const bool subscribes =
      rule.effect == Effect::kSubscribes || rule.effect == Effect::kUnsubscribes;
  if (subscribes && reading.keys != 0) reading.replies = reading.keys;
  return reading;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
