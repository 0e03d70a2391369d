#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/text_hash.h"
#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The statements that a connection has run lately, with the ids of their dimensions in the metrics
/// (core/span/measured_operation.h). Recognizes them by their length and hash, as StatementCache
/// does for a thread, and does not keep their texts.
///
/// Used by the thread of the connection. All statements are those of one instrumenter.
class KnownStatements {
 public:
  KnownStatements() noexcept : hash_(TextHash::OfProcess()) {}

  /// Returns the id of a statement's dimension; 0 if the statement is not known.
  std::uint32_t Find(std::string_view text, const SqlSettings& settings) const noexcept {
    if (text.size() > TextHash::kLongest || hash_ == nullptr) return 0;
    const TextHash::Sum hash = hash_->SumOf(text);
    const Known& known = known_[SlotOf(hash)];
    const std::uint64_t differences = (known.hash.low ^ hash.low) | (known.hash.high ^ hash.high) |
                                      (known.kind ^ KindOf(text, settings));
    return differences == 0 ? known.dimension : 0;
  }
  void Put(std::string_view text, const SqlSettings& settings, std::uint32_t dimension) noexcept {
    if (text.size() > TextHash::kLongest || hash_ == nullptr) return;
    const TextHash::Sum hash = hash_->SumOf(text);
    known_[SlotOf(hash)] = {hash, KindOf(text, settings), dimension};
  }

 private:
  static constexpr unsigned kSlotBits = 4;

  /// The low bits of a sum depend on few bytes of the text only, so all bits are mixed.
  static std::size_t SlotOf(const TextHash::Sum& hash) noexcept {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    return hash.low * kOdd >> (64U - kSlotBits);
  }

  struct Known {
    TextHash::Sum hash{0, 0};
    std::uint64_t kind = 0;
    std::uint32_t dimension = 0;  // 0: free
  };

  /// Returns the length of a text and the settings with which it is read, in one number.
  static std::uint64_t KindOf(std::string_view text, const SqlSettings& settings) noexcept {
    static_assert(TextHash::kLongest < std::uint64_t{1} << 32U);
    return text.size() | static_cast<std::uint64_t>(settings.backslash_escapes) << 32U |
           static_cast<std::uint64_t>(settings.ansi_quotes) << 40U |
           static_cast<std::uint64_t>(settings.ascii_in_characters) << 48U;
  }

  const TextHash* hash_;  // null: nothing is recognized
  std::array<Known, std::size_t{1} << kSlotBits> known_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
