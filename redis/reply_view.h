#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

enum class ReplyType : std::uint8_t {
  kOther,  ///< A double, a big number, a verbatim string, an attribute.
  kString,
  kArray,
  kMap,
  kSet,
  kPush,
  kNumber,  ///< An integer or a boolean.
  kNil,
  kStatus,
  kError
};

/// A reply in a form that does not depend on the client. Refers to the client's reply, which must
/// outlive it.
struct ReplyView {
  ReplyType type = ReplyType::kOther;
  std::int64_t integer = 0;
  std::string_view text;     ///< data() is null if the reply has no text.
  std::size_t elements = 0;  ///< Elements of a list; a map has two per entry.
  const void* reply = nullptr;
  ReplyView (*element_of)(const void* reply, std::size_t index) noexcept = nullptr;

  ReplyView operator[](std::size_t index) const noexcept { return element_of(reply, index); }
};

inline bool IsNil(const ReplyView& reply) noexcept { return reply.type == ReplyType::kNil; }
inline bool IsMap(const ReplyView& reply) noexcept { return reply.type == ReplyType::kMap; }
inline bool IsPush(const ReplyView& reply) noexcept { return reply.type == ReplyType::kPush; }
/// Tells whether the reply consists of other replies.
inline bool IsList(const ReplyView& reply) noexcept {
  return reply.type == ReplyType::kArray || reply.type == ReplyType::kSet || IsMap(reply) ||
         IsPush(reply);
}
inline bool IsNumber(const ReplyView& reply) noexcept { return reply.type == ReplyType::kNumber; }
/// Returns the number of elements of a list; a key with its value counts as one.
inline std::size_t SizeOf(const ReplyView& list) noexcept {
  return IsMap(list) ? list.elements / 2 : list.elements;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
