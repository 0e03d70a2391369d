#pragma once

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "dbspan/version.h"
#include "redis/client/native.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Detects that a context was used by functions that dbspan does not trace: commands were appended
/// or written, or replies were read.
///
/// A traced function sets the seal before it returns. The client itself breaks it, because the seal
/// is in fields that it does not use in between, and initializes before it uses them:
/// - `idx` of the reader's first task, which belongs to no array; initialized at the first byte of
///   each reply,
/// - a free bit in the type of the output buffer (an sds string); the client replaces the buffer
///   when it has written it.
/// Their lengths complete it: of the output buffer, and of the input while a reply is incomplete.
///
/// Used by the thread of the context.
class Seal {
 public:
  /// False also if the seal is open.
  [[gnu::always_inline]] bool IsBroken(const NativeContext& context) const noexcept {
    return is_set_ && (IsReadSince(context) || IsWrittenSince(context));
  }
  /// Returns whether a reply, or a part of one, was read since the seal was set.
  bool IsReadSince(const NativeContext& context) const noexcept {
    NativeReader* const reader = context.reader;
    if (reader == nullptr) return true;
    if (reader->ridx == kNoReply) return RootIndex(*reader) != mark();
    return reader->pos != partial_.position || reader->len != partial_.length ||
           reader->ridx != partial_.depth;
  }
  [[gnu::always_inline]] void Set(const NativeContext& context) noexcept {
    is_set_ = context.reader != nullptr && context.obuf != nullptr;
    if (!is_set_) return;
    if (context.reader->ridx == kNoReply) {
      RootIndex(*context.reader) = mark();
    } else {
      partial_ = PartialOf(*context.reader);
    }
    context.obuf[-1] = static_cast<char>(TypeOf(context) | kTypeMark);
    unwritten_ = Unwritten(context);
  }
  /// Call it when a traced function begins, because it will break the seal.
  void Open() noexcept { is_set_ = false; }

  static bool HasNoPartialReply(const NativeContext& context) noexcept {
    return context.reader != nullptr && context.reader->ridx == kNoReply;
  }
  /// Returns whether all received bytes were read as replies.
  static bool IsRead(const NativeContext& context) noexcept {
    return HasNoPartialReply(context) && context.reader->pos == context.reader->len;
  }
  /// Returns whether all commands were written.
  static bool IsWritten(const NativeContext& context) noexcept {
    return context.obuf != nullptr && Unwritten(context) == 0;
  }

 private:
  struct Partial {
    std::size_t position = 0;
    std::size_t length = 0;
    int depth = 0;
  };

  static constexpr int kNoReply = -1;
  static constexpr unsigned kTypeMark = 0x80U;  // an sds string uses the lowest three bits

#ifdef DBSPAN_CLIENT_HAS_OPTIONS
  static int& RootIndex(NativeReader& reader) noexcept { return reader.task[0]->idx; }
#else
  static int& RootIndex(NativeReader& reader) noexcept { return reader.rstack[0].idx; }
#endif

  /// A negative number below -1. Differs between seals, because another copy of dbspan in the
  /// process may seal the same context.
  int mark() const noexcept {
    return INT_MIN | static_cast<int>(reinterpret_cast<std::uintptr_t>(this) >> 3U & 0x7ffffff0U);
  }
  static Partial PartialOf(const NativeReader& reader) noexcept {
    return {reader.pos, reader.len, reader.ridx};
  }
  bool IsWrittenSince(const NativeContext& context) const noexcept {
    return context.obuf == nullptr || (TypeOf(context) & kTypeMark) == 0 ||
           Unwritten(context) != unwritten_;
  }

  static unsigned TypeOf(const NativeContext& context) noexcept {
    return static_cast<unsigned char>(context.obuf[-1]);
  }
  /// Returns the length of the output buffer. An sds string has its length and its capacity, in the
  /// same width, and then its type before its first byte; the client installs no header for it, or
  /// one with other names.
  static std::size_t Unwritten(const NativeContext& context) noexcept {
    switch (TypeOf(context) & 7U) {
      case 1:
        return LengthOf<std::uint8_t>(context.obuf);
      case 2:
        return LengthOf<std::uint16_t>(context.obuf);
      case 3:
        return LengthOf<std::uint32_t>(context.obuf);
      default:
        return LengthOf<std::uint64_t>(context.obuf);
    }
  }
  template <class Number>
  static std::size_t LengthOf(const char* text) noexcept {
    Number length = 0;
    std::memcpy(&length, text - 1 - 2 * sizeof length, sizeof length);
    return length;
  }

  bool is_set_ = false;
  std::size_t unwritten_ = 0;
  Partial partial_;
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
