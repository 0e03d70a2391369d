#include "redis/resp/redaction.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "redis/resp/argument_walk.h"

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

// Appends an argument in the quoted form in which redis-cli prints strings with special characters.
void AppendQuoted(detail::KeptText& text, std::string_view argument) {
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

// Returns true if none of the eight bytes is below '!', above '~', a quotation mark or a backslash.
inline bool ArePlain(std::uint64_t word) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - kEach) & ~bytes; };
  const std::uint64_t below = (word - '!' * kEach) & ~word;
  const std::uint64_t above = (word + kEach) | word;
  const std::uint64_t marks =
      has_zero(word ^ '"' * kEach) | has_zero(word ^ '\'' * kEach) | has_zero(word ^ '\\' * kEach);
  return ((below | above | marks) & 0x80U * kEach) == 0;
}

template <class Word>
Word CopyWord(const char* from, char* to) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  std::memcpy(to, &word, sizeof word);
  return word;
}

/// Copies the first and the last `sizeof(Word)` bytes, which may overlap, and returns true if all
/// bytes are plain.
template <class Word>
bool CopyPlainEnds(std::string_view text, char* to) noexcept {
  constexpr unsigned kBits = 8 * sizeof(Word);
  // Repeats the two words to fill all eight bytes, so that no other byte is examined.
  constexpr std::uint64_t kRepeat = ~std::uint64_t{0} / (~std::uint64_t{0} >> (64U - 2 * kBits));
  const std::size_t last = text.size() - sizeof(Word);
  const std::uint64_t first = CopyWord<Word>(text.data(), to);
  const std::uint64_t second = CopyWord<Word>(text.data() + last, to + last);
  return ArePlain((first | second << kBits) * kRepeat);
}

/// Copies a text and returns true if all of it is plain; stops at a byte that is not. False for an
/// empty text.
bool CopyPlain(std::string_view text, char* to) noexcept {
  const std::size_t size = text.size();
  if (size >= sizeof(std::uint64_t)) {
    for (std::size_t at = 0; at < size - sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
      if (!ArePlain(CopyWord<std::uint64_t>(text.data() + at, to + at))) return false;
    }
    const std::size_t last = size - sizeof(std::uint64_t);
    return ArePlain(CopyWord<std::uint64_t>(text.data() + last, to + last));
  }
  if (size >= sizeof(std::uint32_t)) return CopyPlainEnds<std::uint32_t>(text, to);
  if (size >= sizeof(std::uint16_t)) return CopyPlainEnds<std::uint16_t>(text, to);
  return size != 0 && IsPlain(*to = text.front());
}

/// Sink of an ArgumentWalk that appends the arguments to the text of a command, up to a limit.
class TextWriter {
 public:
  TextWriter(detail::KeptText& text, std::size_t limit) noexcept : text_(text), limit_(limit) {}

  bool operator()(std::string_view argument, Argument kind) {
    const std::size_t before = text_.size();
    const bool shown = kind != Argument::kValue;
    if (before >= limit_ || (shown && argument.size() > limit_)) return false;
    if (shown) {
      Show(argument);
    } else {
      Hide();
    }
    if (text_.size() <= limit_) return true;
    text_.resize(before);
    return false;
  }

 private:
  void Show(std::string_view argument) {
    char* const room = text_.MakeRoom(1 + argument.size());
    *room = ' ';
    const bool plain = CopyPlain(argument, room + 1);
    text_.resize(text_.size() + 1 + (plain ? argument.size() : 0));
    if (!plain) AppendQuoted(text_, argument);
  }
  void Hide() {
    char* const room = text_.MakeRoom(2);
    room[0] = ' ';
    room[1] = '?';
    text_.resize(text_.size() + 2);
  }

  detail::KeptText& text_;
  std::size_t limit_;
};

void Write(const CommandFacts& facts, std::size_t limit, detail::KeptText& text) {
  if (facts.name.empty() || facts.name.size() > limit) return;
  text += facts.name;
  TextWriter writer{text, limit};
  if (!facts.subcommand.empty() && !writer(facts.subcommand, Argument::kWord)) return;
  ArgumentWalk{facts.reader, writer}.Run(*facts.rule);
}

}  // namespace

std::string RedactCommand(std::string_view wire, std::size_t limit) {
  detail::KeptText text;
  Write(ReadCommand(wire), limit, text);
  return std::string{text.view()};
}

void WriteCommand(const void* facts, std::size_t limit, detail::KeptText& text) {
  Write(*static_cast<const CommandFacts*>(facts), limit, text);
}

void PipelineText::Add(const CommandFacts& facts, std::size_t limit) {
  if (full_ && !all_same_) return;
  detail::KeptText written;
  Write(facts, limit, written);
  const std::string_view text = written.view();
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
