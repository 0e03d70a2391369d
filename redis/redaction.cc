#include <array>
#include <charconv>

#include "redis/describe.h"

namespace dbspan::redis {
namespace {

constexpr std::array<bool, 256> MakePlain() {
  std::array<bool, 256> plain{};
  for (int c = '!'; c < 0x7F; ++c) plain[c] = c != '"' && c != '\'' && c != '\\';
  return plain;
}

constexpr std::array<bool, 256> kPlain = MakePlain();

bool IsPlain(char c) noexcept { return kPlain[static_cast<unsigned char>(c)]; }

// The way redis-cli prints a string that is not plain.
void AppendQuoted(std::string& text, std::string_view argument) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  text += '"';
  for (const char c : argument) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsPlain(c) || c == ' ' || c == '\'') {
      text += c;
    } else if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else {
      text += "\\x";
      text += kDigits[byte >> 4U];
      text += kDigits[byte & 0xFU];
    }
  }
  text += '"';
}

void AppendArgument(std::string& text, std::string_view argument) {
  for (const char c : argument) {
    if (!IsPlain(c)) return AppendQuoted(text, argument);
  }
  if (argument.empty()) return AppendQuoted(text, argument);
  text += argument;
}

/// Tells, argument by argument, which ones may be shown.
class KeepWatch {
 public:
  explicit KeepWatch(const CommandRule& rule) noexcept : rule_(rule) {}

  bool Shows(std::string_view argument) noexcept {
    const std::size_t index = index_++;
    switch (rule_.keep) {
      case Keep::kFirst:
        return index < rule_.count;
      case Keep::kAll:
        return true;
      case Keep::kAlternate:
        return index < rule_.count || (index - rule_.count) % 2 == 0;
      case Keep::kScript:
        return index != 0 && ShowsKey(index, argument);
      case Keep::kFunction:
        return index == 0 || ShowsKey(index, argument);
    }
    return false;
  }

 private:
  // Argument 1 says how many of those behind it are keys.
  bool ShowsKey(std::size_t index, std::string_view argument) noexcept {
    if (index != 1) return index - 2 < keys_;
    const auto [end, error] =
        std::from_chars(argument.data(), argument.data() + argument.size(), keys_);
    const bool number = error == std::errc{} && end == argument.data() + argument.size();
    if (!number) keys_ = 0;
    return number;
  }

  const CommandRule& rule_;
  std::size_t index_ = 0;
  std::size_t keys_ = 0;
};

/// Returns the first of several commands and removes it from `wires`.
std::string_view TakeCommand(std::string_view& wires) noexcept {
  CommandReader reader{wires};
  while (reader.Next()) {
  }
  const std::size_t rest = reader.rest().size() < wires.size() ? reader.rest().size() : 0;
  const std::string_view command = wires.substr(0, wires.size() - rest);
  wires.remove_prefix(command.size());
  return command;
}

}  // namespace

std::string RedactCommand(std::string_view wire, std::size_t limit) {
  std::string text;
  const CommandFacts facts = ReadCommand(wire);
  if (facts.name.empty() || facts.name.size() > limit) return text;
  text = facts.name;
  CommandReader reader = facts.reader;
  KeepWatch watch{*facts.rule};
  while (const auto argument = reader.Next()) {
    const std::size_t before = text.size();
    text += ' ';
    if (!watch.Shows(*argument)) {
      text += '?';
    } else if (argument->size() <= limit) {
      AppendArgument(text, *argument);
    }
    if (text.size() > limit || argument->size() > limit) {
      text.resize(before);
      break;
    }
  }
  return text;
}

std::string RedactPipeline(std::string_view wires, std::size_t limit) {
  std::string first;
  std::string joined;
  bool all_same = true;
  while (!wires.empty() && joined.size() < limit) {
    const std::string text = RedactCommand(TakeCommand(wires), limit);
    if (first.empty()) first = text;
    all_same = all_same && text == first;
    const std::string_view separator = joined.empty() ? "" : "; ";
    if (joined.size() + separator.size() + text.size() > limit) break;
    joined += separator;
    joined += text;
  }
  return all_same ? first : joined;
}

}  // namespace dbspan::redis
