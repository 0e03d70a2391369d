#include "core/span/error_message.h"

#include <cstddef>
#include <string_view>

#include "core/span/error_template.h"
#include "core/span/span_name.h"
#include "core/sql/utf8.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kLongest = 1024;
constexpr std::size_t kLongestWord = 64;

/// Tells whether a text is a code, an identifier or the name of a type: without blanks and quotes,
/// and beginning with a letter.
bool IsWord(std::string_view text) noexcept {
  constexpr std::string_view kMarks = "_:.-<>";
  if (text.empty() || text.size() > kLongestWord) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool inside = (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
    if (!letter && (!inside || i == 0)) return false;
  }
  return true;
}

}  // namespace

std::string RecordableMessage(const Error& error, ErrorMessages mode) {
  if (mode == ErrorMessages::kOff) return {};
  if (mode == ErrorMessages::kFull) return std::string{CutText(error.message, kLongest)};
  if (error.message_is_free_text) return {};
  return std::string{sql_text::CutAtCharacter(FixedTextOf(error.message), kLongest)};
}

std::string RecordableReason(std::string_view reason, ErrorMessages mode) {
  if (mode == ErrorMessages::kOff) return {};
  if (mode == ErrorMessages::kFull) return std::string{CutText(reason, kLongest)};
  if (IsWord(reason)) return std::string{reason};
  return std::string{sql_text::CutAtCharacter(FixedTextOf(reason), kLongest)};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
