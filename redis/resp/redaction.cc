#include "redis/resp/redaction.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "redis/resp/argument_walk.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::array<bool, 256> MakePlain() {
  std::array<bool, 256> plain{};
  for (int c = '!'; c < 0x7F; ++c) plain[c] = c != '"' && c != '\'' && c != '\\';
  return plain;
}

constexpr std::array<bool, 256> kPlain = MakePlain();

bool IsPlain(char c) noexcept { return kPlain[static_cast<unsigned char>(c)]; }

// The way redis-cli prints a string that is not plain.
template <class Text>
void AppendQuoted(Text& text, std::string_view argument) {
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

// Eight bytes at once: none that is below '!' or above '~', or one of the marks.
bool ArePlain(std::uint64_t word) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - kEach) & ~bytes; };
  const std::uint64_t below = (word - '!' * kEach) & ~word;
  const std::uint64_t above = (word + kEach) | word;
  const std::uint64_t marks =
      has_zero(word ^ '"' * kEach) | has_zero(word ^ '\'' * kEach) | has_zero(word ^ '\\' * kEach);
  return ((below | above | marks) & 0x80U * kEach) == 0;
}

bool ArePlain(std::string_view text) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if (!ArePlain(word)) return false;
  }
  bool plain = !text.empty();
  for (; at != end; ++at) plain = plain && IsPlain(*at);
  return plain;
}

template <class Text>
void AppendArgument(Text& text, std::string_view argument) {
  if (ArePlain(argument)) {
    text += argument;
  } else {
    AppendQuoted(text, argument);
  }
}

/// Writes arguments after the name of their command, up to a limit.
template <class Text>
class TextWriter {
 public:
  TextWriter(Text& text, std::size_t limit) noexcept : text_(text), limit_(limit) {}

  bool operator()(std::string_view argument, Argument kind) {
    const std::size_t before = text_.size();
    const bool shown = kind != Argument::kValue;
    const bool fits = before < limit_ && (!shown || argument.size() <= limit_);
    if (fits) {
      text_ += ' ';
      if (shown) {
        AppendArgument(text_, argument);
      } else {
        text_ += '?';
      }
    }
    if (fits && text_.size() <= limit_) return true;
    text_.resize(before);
    return false;
  }

 private:
  Text& text_;
  std::size_t limit_;
};

template <class Text>
void Write(const CommandFacts& facts, std::size_t limit, Text& text) {
  if (facts.name.empty() || facts.name.size() > limit) return;
  text += facts.name;
  TextWriter<Text> writer{text, limit};
  if (!facts.subcommand.empty() && !writer(facts.subcommand, Argument::kWord)) return;
  ArgumentWalk{facts.reader, writer}.Run(*facts.rule);
}

// The most to reserve in advance. It suffices for most commands; longer texts grow.
constexpr std::size_t kUsualSize = 256;

}  // namespace

std::string RedactCommand(std::string_view wire, std::size_t limit) {
  std::string text;
  const CommandFacts facts = ReadCommand(wire);
  // Its header and the marks around each argument are left out.
  const std::size_t most = wire.size() - std::min(wire.size(), 5 * (facts.arguments + 2));
  if (most > text.capacity()) text.reserve(std::min(most, kUsualSize));
  Write(facts, limit, text);
  return text;
}

void WriteCommand(const void* facts, std::size_t limit, detail::KeptText& text) {
  Write(*static_cast<const CommandFacts*>(facts), limit, text);
}

void PipelineText::Add(std::string_view wire, std::size_t limit) {
  if (full_ && !all_same_) return;
  const std::string text = RedactCommand(wire, limit);
  if (first_.empty()) first_ = text;
  all_same_ = all_same_ && text == first_;
  const std::string_view separator = joined_.empty() ? "" : "; ";
  full_ = full_ || joined_.size() + separator.size() + text.size() > limit;
  if (full_) return;
  joined_ += separator;
  joined_ += text;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
