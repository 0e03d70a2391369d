#include "core/span/template_match.h"

#include <algorithm>

#include "core/span/error_template_table.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Segment = TemplateMatch::Segment;

std::uint8_t ShapeByte(std::size_t at) noexcept {
  return static_cast<std::uint8_t>(kTemplateShapes[at / 8] >> (at % 8 * 8));
}

/// The entries of one segment length whose upper 40 bits equal a hash.
struct Entries {
  const std::uint64_t* begin;
  const std::uint64_t* end;
};

Entries Find(const std::uint64_t* entries, const std::uint32_t* start, std::size_t length,
             std::uint64_t hash) noexcept {
  const std::uint64_t* const end = entries + start[length + 1];
  const std::uint64_t least = hash & ~std::uint64_t{0xFFFFFF};
  const std::uint64_t* begin = std::lower_bound(entries + start[length], end, least);
  const std::uint64_t* behind = begin;
  while (behind != end && (*behind & ~std::uint64_t{0xFFFFFF}) == least) ++behind;
  return {begin, behind};
}

/// Finds a segment that begins at `from` or later and ends at `to` or earlier.
bool FindSegment(const MessageHash& message, const TemplateShape& shape, std::size_t segment,
                 std::size_t from, std::size_t to, Segment& found) noexcept {
  const std::size_t length = shape.length(segment);
  for (std::size_t begin = from; begin + length <= to; ++begin) {
    if (message.Of(begin, length) >> 32U != shape.hash(segment)) continue;
    found = {begin, length};
    return true;
  }
  return false;
}

/// Finds the first segment, which begins at the beginning of the message; it may be empty.
bool FindFirst(const MessageHash& message, const TemplateShape& shape, std::size_t to,
               Segment& found) noexcept {
  const std::size_t length = shape.length(0);
  return length <= to && FindSegment(message, shape, 0, 0, length, found);
}

/// Finds the last segment, which ends at the end of the message.
bool FindLast(const MessageHash& message, const TemplateShape& shape, std::size_t from,
              Segment& found) noexcept {
  const std::size_t end = message.text().size();
  const std::size_t length = shape.length(shape.segments() - 1);
  return from + length <= end &&
         FindSegment(message, shape, shape.segments() - 1, end - length, end, found);
}

/// Finds the other segments around the segment `anchor`. Arguments may be any text, so the first
/// position that fits is as good as any.
bool MatchAround(const MessageHash& message, const TemplateShape& shape, Segment anchor,
                 TemplateMatch& match) noexcept {
  const std::size_t last = shape.segments() - 1;
  match.segments[shape.anchor()] = anchor;
  std::size_t at = 0;
  for (std::size_t i = 0; i < shape.segments(); ++i) {
    Segment& found = match.segments[i];
    if (i == shape.anchor()) {
      // The first segment begins the message and the last one ends it.
      if (i == 0 && anchor.begin != 0) return false;
      if (i == last && anchor.begin + anchor.length != message.text().size()) return false;
    } else {
      const std::size_t to = i < shape.anchor() ? anchor.begin : message.text().size();
      const bool there = i == 0      ? FindFirst(message, shape, to, found)
                         : i == last ? FindLast(message, shape, at, found)
                                     : FindSegment(message, shape, i, at, to, found);
      if (!there) return false;
    }
    at = found.begin + found.length;
  }
  return true;
}

/// Tries every template that has this segment, and keeps the one with the most fixed text in
/// `best`.
void TryAnchor(const MessageHash& message, Entries entries, std::uint64_t hash, Segment anchor,
               TemplateMatch& best) noexcept {
  for (; entries.begin != entries.end; ++entries.begin) {
    const TemplateShape shape{static_cast<std::size_t>(*entries.begin & 0xFFFFFFU)};
    TemplateMatch match;
    if (shape.check() != (hash & 0xFFFFU)) continue;
    if (!MatchAround(message, shape, anchor, match)) continue;
    match.count = shape.segments();
    for (std::size_t i = 0; i < match.count; ++i) match.fixed += match.segments[i].length;
    for (std::size_t i = 0; i + 1 < match.count; ++i) {
      match.quoted = static_cast<std::uint8_t>(match.quoted | (shape.IsQuoted(i) ? 1U << i : 0U));
    }
    if (match.fixed > best.fixed) best = match;
  }
}

bool MayBeMiddle(std::uint64_t hash) noexcept {
  return ((kMiddleTemplatesFilter[hash >> 54U] >> (hash >> 48U & 63U)) & 1U) != 0;
}

bool Contains(const std::uint64_t* values, std::size_t count, std::uint64_t value) noexcept {
  return std::binary_search(values, values + count, value);
}

}  // namespace

TemplateShape::TemplateShape(std::size_t offset) noexcept
    : check_(static_cast<std::uint16_t>(ShapeByte(offset) | ShapeByte(offset + 1) << 8U)),
      count_(ShapeByte(offset + 2) >> 4U),
      anchor_(ShapeByte(offset + 2) & 0xFU),
      quoted_(ShapeByte(offset + 3)) {
  std::size_t at = offset + 4;
  for (std::size_t i = 0; i < count_; ++i) {
    if (i == anchor_) continue;
    lengths_[i] = ShapeByte(at++);
    for (std::size_t byte = 0; byte < 4; ++byte) {
      hashes_[i] |= static_cast<std::uint32_t>(ShapeByte(at++)) << (byte * 8);
    }
  }
}

TemplateMatch MatchTemplate(const MessageHash& message) noexcept {
  TemplateMatch best;
  const std::size_t size = message.text().size();
  for (std::size_t length = std::min(kLongestSegment, size); length > 0; --length) {
    const std::uint64_t first = message.Of(0, length);
    TryAnchor(message, Find(kPrefixTemplates, kPrefixTemplatesStart, length, first), first,
              {0, length}, best);
    const std::uint64_t last = message.Of(size - length, length);
    TryAnchor(message, Find(kSuffixTemplates, kSuffixTemplatesStart, length, last), last,
              {size - length, length}, best);
  }
  return best;
}

TemplateMatch MatchMiddle(const MessageHash& message) noexcept {
  TemplateMatch best;
  const std::size_t longest = std::min(kLongestSegment, message.text().size());
  for (std::size_t length = longest; length > 0; --length) {
    if (kMiddleTemplatesStart[length] == kMiddleTemplatesStart[length + 1]) continue;
    for (std::size_t begin = 0; begin + length <= message.text().size(); ++begin) {
      const std::uint64_t hash = message.Of(begin, length);
      if (!MayBeMiddle(hash)) continue;
      TryAnchor(message, Find(kMiddleTemplates, kMiddleTemplatesStart, length, hash), hash,
                {begin, length}, best);
    }
  }
  return best;
}

TemplateMatch MatchBeginning(const MessageHash& message) noexcept {
  TemplateMatch match;
  const std::size_t size = message.text().size();
  for (std::size_t length = std::min(kLongestSegment, size); length > 0; --length) {
    const std::uint64_t hash = message.Of(0, length);
    Entries entries = Find(kPrefixTemplates, kPrefixTemplatesStart, length, hash);
    for (; entries.begin != entries.end; ++entries.begin) {
      const TemplateShape shape{static_cast<std::size_t>(*entries.begin & 0xFFFFFFU)};
      if (shape.check() != (hash & 0xFFFFU)) continue;
      match.segments[0] = {0, length};
      match.segments[1] = {size, 0};
      match.count = 2;
      match.quoted = 1;
      match.fixed = length;
      return match;
    }
  }
  return match;
}

bool IsExactTemplate(const MessageHash& message) noexcept {
  return Contains(kExactTemplates, kExactTemplatesCount, message.Of(0, message.text().size()));
}

bool IsTemplateLead(std::string_view word) noexcept {
  constexpr std::size_t kLongestLead = 40;
  if (word.empty() || word.size() > kLongestLead) return false;
  return Contains(kTemplateLeads, kTemplateLeadsCount, MessageHash::OfWhole(word));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
