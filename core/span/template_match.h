#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/span/message_hash.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A template of the table: the lengths and hashes of its segments.
class TemplateShape {
 public:
  static constexpr std::size_t kMostSegments = 9;

  explicit TemplateShape(std::size_t offset) noexcept;

  std::uint16_t check() const noexcept { return check_; }
  std::size_t segments() const noexcept { return count_; }
  std::size_t anchor() const noexcept { return anchor_; }
  bool IsQuoted(std::size_t argument) const noexcept { return ((quoted_ >> argument) & 1U) != 0; }
  std::size_t length(std::size_t segment) const noexcept { return lengths_[segment]; }
  std::uint32_t hash(std::size_t segment) const noexcept { return hashes_[segment]; }

 private:
  std::uint16_t check_;
  std::uint8_t count_;
  std::uint8_t anchor_;
  std::uint8_t quoted_;
  std::array<std::uint8_t, kMostSegments> lengths_{};
  std::array<std::uint32_t, kMostSegments> hashes_{};
};

/// The positions of a template's segments in a message.
struct TemplateMatch {
  struct Segment {
    std::size_t begin;
    std::size_t length;
  };

  std::array<Segment, TemplateShape::kMostSegments> segments;  // NOLINT(*-member-init)
  std::size_t count = 0;    ///< 0 if the message does not match the template.
  std::uint8_t quoted = 0;  ///< A bit for every argument, set if it is quoted.
  std::size_t fixed = 0;    ///< Number of bytes of all segments.
};

/// Finds the template with the most fixed text whose first or last segment is in the table of
/// prefixes or suffixes.
TemplateMatch MatchTemplate(const MessageHash& message) noexcept;
/// Finds a template by a middle segment. Takes longer, and few messages need it.
TemplateMatch MatchMiddle(const MessageHash& message) noexcept;
/// Finds the longest first segment of a template with which the message begins.
TemplateMatch MatchBeginning(const MessageHash& message) noexcept;

/// Tells whether the message is a known message without arguments.
bool IsExactTemplate(const MessageHash& message) noexcept;
/// Tells whether a word is a known prefix of messages.
bool IsTemplateLead(std::string_view word) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
