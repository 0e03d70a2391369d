#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

/// The fixed texts of error messages as hashes, written by `./run error-templates`. Read-only data
/// that is not read before the first error; core/span/error_template.cc uses it.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Prefixes of messages: severities in every language, codes of Redis. Sorted.
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
/// A bit set, indexed by the upper 16 bits of the hash of a middle segment.
extern const std::uint64_t kMiddleTemplatesFilter[];

/// Bytes, eight per word, the lowest first. A shape consists of: 16 more bits of the hash of the
/// segment that it is indexed by; the number of segments and the index of that segment, four bits
/// each; a bit for every argument, set if the argument is quoted; for every other segment its
/// length and the upper 32 bits of its hash.
extern const std::uint64_t kTemplateShapes[];
extern const std::size_t kTemplateShapesCount;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
