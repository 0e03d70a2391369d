#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

/// The fixed texts of error messages as hashes, made by `./run error-templates`. Read-only data, of
/// which nothing is touched before the first error; core/span/error_template.cc reads it.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Words that stand in front of messages: severities in every language, codes of Redis. Sorted.
extern const std::uint64_t kTemplateLeads[];
extern const std::size_t kTemplateLeadsCount;

/// Messages without arguments. Sorted.
extern const std::uint64_t kExactTemplates[];
extern const std::size_t kExactTemplatesCount;

/// Messages with arguments, indexed by one of their segments: the first (prefix), the last (suffix)
/// or one in between (middle).
///
/// An entry is the upper 40 bits of the segment's hash and the offset of its shape. Entries are
/// sorted by the segment's length and then by value. Those of one length begin at index
/// `Start[length]` and end before `Start[length + 1]`.
constexpr std::size_t kLongestSegment = 255;
extern const std::uint64_t kPrefixTemplates[];
extern const std::uint32_t kPrefixTemplatesStart[kLongestSegment + 2];
extern const std::uint64_t kSuffixTemplates[];
extern const std::uint32_t kSuffixTemplatesStart[kLongestSegment + 2];
extern const std::uint64_t kMiddleTemplates[];
extern const std::uint32_t kMiddleTemplatesStart[kLongestSegment + 2];
/// A bit for the upper 16 bits of the hash of every middle segment.
extern const std::uint64_t kMiddleTemplatesFilter[];

/// Bytes, eight in a word, the lowest first. A shape is: 16 bits more of the hash of the segment it
/// is found by; the number of segments and the index of that one, four bits each; a bit for every
/// argument that stands in quotes; for every other segment its length and the upper 32 bits of its
/// hash.
extern const std::uint64_t kTemplateShapes[];
extern const std::size_t kTemplateShapesCount;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
