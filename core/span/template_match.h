#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/span/message_hash.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A template of the table, found by one of its segments.
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

/// Where the segments of a template are in a message.
struct TemplateMatch {
  struct Segment {
    std::size_t begin;
    std::size_t length;
  };

  std::array<Segment, TemplateShape::kMostSegments> segments;  // NOLINT(*-member-init)
  std::size_t count = 0;    ///< None: the message is not of this template.
  std::uint8_t quoted = 0;  ///< A bit for every argument.
  std::size_t fixed = 0;    ///< Bytes of the segments.
};

/// Finds the template of a message by its first or its last segment: the one with most fixed text.
TemplateMatch MatchTemplate(const MessageHash& message) noexcept;
/// The same by a segment in between. Takes longer, and is needed for few.
TemplateMatch MatchMiddle(const MessageHash& message) noexcept;
/// Finds the longest beginning of a template that the message begins with.
TemplateMatch MatchBeginning(const MessageHash& message) noexcept;

/// Tells whether the message is one without arguments.
bool IsExactTemplate(const MessageHash& message) noexcept;
/// Tells whether a word is one that stands in front of messages.
bool IsTemplateLead(std::string_view word) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
