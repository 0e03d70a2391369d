#include "core/span/error_template.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "core/span/message_hash.h"
#include "core/span/sql_type_name.h"
#include "core/span/template_match.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr int kDeepest = 3;
// Bounds on the work of matching: longer arguments and messages are not searched for templates in
// them.
constexpr std::size_t kLongestArgument = 256;
constexpr std::size_t kLongestForMiddle = 512;
// A match with fewer fixed bytes than this, and with less than half of the message, may be
// accidental.
constexpr std::size_t kWeakMatch = 24;
constexpr std::size_t kMostLines = 8;

bool EndsWith(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool IsPosition(std::string_view before, std::string_view argument) noexcept {
  constexpr std::size_t kMostDigits = 5;
  return EndsWith(before, "offset ") && !argument.empty() && argument.size() <= kMostDigits &&
         argument.find_first_not_of("0123456789") == std::string_view::npos;
}

// An argument may itself be a message, nested at most kDeepest times.
// NOLINTBEGIN(misc-no-recursion)
std::string TextOfWhole(std::string_view message, int depth);

std::string TextOfArgument(std::string_view before, std::string_view argument, int depth) {
  if (const std::string_view type = TypeNameOf(argument); !type.empty()) return std::string{type};
  if (IsPosition(before, argument)) return std::string{argument};
  std::string message = depth < kDeepest && argument.size() <= kLongestArgument
                            ? TextOfWhole(argument, depth + 1)
                            : std::string{};
  return message.empty() ? "?" : message;
}

std::string TextOfMatch(std::string_view message, const TemplateMatch& match, int depth) {
  std::string text;
  std::size_t end = 0;
  for (std::size_t i = 0; i < match.count; ++i) {
    const auto& segment = match.segments[i];
    if (i > 0) {
      const bool quoted = ((match.quoted >> (i - 1)) & 1U) != 0;
      const auto argument = message.substr(end, segment.begin - end);
      text += quoted ? "?" : TextOfArgument(text, argument, depth);
    }
    text += message.substr(segment.begin, segment.length);
    end = segment.begin + segment.length;
  }
  return text;
}

/// Returns the known prefix of a message, such as `FEHLER:  ` or `ERR `; empty if there is none.
std::string_view LeadOf(std::string_view message) noexcept {
  const std::size_t colon = message.find(":  ");
  if (colon != std::string_view::npos && IsTemplateLead(message.substr(0, colon))) {
    return message.substr(0, colon + 3);
  }
  const std::size_t blank = message.find(' ');
  if (blank != std::string_view::npos && IsTemplateLead(message.substr(0, blank))) {
    return message.substr(0, blank + 1);
  }
  return {};
}

/// Returns the fixed text of a message without prefix.
std::string TextOfBare(std::string_view message, int depth) {
  if (message.empty()) return {};
  const auto hash = std::make_unique<MessageHash>(message);
  if (hash->text().size() == message.size() && IsExactTemplate(*hash)) return std::string{message};
  const TemplateMatch match = MatchTemplate(*hash);
  // Middle segments are not tried for an argument (`depth` > 0): they do not prove that it is a
  // message.
  const bool weak = match.fixed < kWeakMatch && match.fixed < message.size() / 2;
  if (depth > 0 || message.size() > kLongestForMiddle || !weak)
    return TextOfMatch(message, match, depth);
  const TemplateMatch middle = MatchMiddle(*hash);
  return TextOfMatch(message, middle.fixed > match.fixed ? middle : match, depth);
}

std::string TextOfWhole(std::string_view message, int depth) {
  const std::string_view lead = LeadOf(message);
  const std::string text = TextOfBare(message.substr(lead.size()), depth);
  if (!text.empty()) return std::string{lead} + text;
  return lead.empty() ? text : TextOfBare(message, depth);
}

// NOLINTEND(misc-no-recursion)

/// Tells whether a quote is open at the end of `line`, so that a quoted value continues on the next
/// line.
bool GoesOn(std::string_view line) noexcept {
  constexpr std::string_view kQuotes[] = {"\"", "«", "»", "„", "“", "”", "「", "」", "『", "』"};
  std::size_t quotes = 0;
  for (const std::string_view quote : kQuotes) {
    for (std::size_t at = line.find(quote); at != std::string_view::npos;
         at = line.find(quote, at + quote.size())) {
      ++quotes;
    }
  }
  return quotes % 2 != 0;
}

/// Returns the fixed text of the first line, or of several lines if a value contains line breaks.
std::string TextOfLines(std::string_view message) {
  std::string longest;
  std::size_t end = 0;
  for (std::size_t line = 0; line < kMostLines; ++line) {
    end = std::min(message.find_first_of("\r\n", end), message.size());
    const std::string_view lines = message.substr(0, end);
    std::string text = TextOfWhole(lines, 0);
    if (text.size() > longest.size()) longest = std::move(text);
    if (!longest.empty() && !GoesOn(lines)) return longest;
    end = message.find_first_not_of("\r\n", end);
    if (end == std::string_view::npos) break;
  }
  return longest;
}

std::string TextOfBeginning(std::string_view message) {
  const std::string_view lead = LeadOf(message);
  const std::string_view bare = message.substr(lead.size());
  const auto hash = std::make_unique<MessageHash>(bare);
  const std::string text = TextOfMatch(bare, MatchBeginning(*hash), kDeepest);
  return text.empty() ? text : std::string{lead} + text;
}

}  // namespace

std::string FixedTextOf(std::string_view message) {
  std::string text = TextOfLines(message);
  return text.empty() ? TextOfBeginning(message) : text;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
