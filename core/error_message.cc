#include "core/error_message.h"

#include <cstddef>
#include <string_view>

#include "core/span_name.h"
#include "core/sql/utf8.h"

namespace dbspan {
namespace {

constexpr std::size_t kLongest = 1024;

bool IsQuote(char c) noexcept { return c == '\'' || c == '"' || c == '`'; }

bool IsNamePart(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// An apostrophe between two letters (`doesn't`) opens and closes nothing.
bool Opens(std::string_view text, std::size_t at) noexcept {
  return IsQuote(text[at]) && (at == 0 || !IsNamePart(text[at - 1]));
}

bool Closes(std::string_view text, std::size_t at) noexcept {
  return IsQuote(text[at]) && (at + 1 == text.size() || !IsNamePart(text[at + 1]));
}

std::string RedactQuoted(std::string_view line) {
  std::size_t open = 0;
  while (open < line.size() && !Opens(line, open)) ++open;
  if (open == line.size()) return std::string{line};
  std::size_t close = line.size() - 1;
  while (close > open && !Closes(line, close)) --close;
  std::string redacted{line.substr(0, open)};
  redacted += '?';
  if (close > open)
    redacted += line.substr(close + 1);  // else it never closes: nothing more is shown
  return redacted;
}

}  // namespace

std::string RecordableMessage(const Error& error, ErrorMessages mode) {
  if (mode == ErrorMessages::kOff) return {};
  if (mode == ErrorMessages::kFull) return std::string{CutText(error.message, kLongest)};
  if (error.message_is_free_text) return {};
  std::string_view line = error.message;
  line = line.substr(0, line.find_first_of("\r\n"));
  if (!sql_text::IsValidUtf8(line)) return {};
  return std::string{sql_text::CutAtCharacter(RedactQuoted(line), kLongest)};
}

}  // namespace dbspan
