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
    const std::uint64_t hash = hash_->Fast(text);
    const Known& known = known_[hash % kSlots];
    const bool same = known.hash == hash && known.size == text.size() && known.settings == settings;
    return same ? known.dimension : 0;
  }
  void Put(std::string_view text, const SqlSettings& settings, std::uint32_t dimension) noexcept {
    if (text.size() > TextHash::kLongest || hash_ == nullptr) return;
    const std::uint64_t hash = hash_->Fast(text);
    known_[hash % kSlots] = {hash, static_cast<std::uint32_t>(text.size()), dimension, settings};
  }

 private:
  static constexpr std::size_t kSlots = 8;

  struct Known {
    std::uint64_t hash = 0;
    std::uint32_t size = 0;
    std::uint32_t dimension = 0;  // 0: free
    SqlSettings settings;
  };

  const TextHash* hash_;  // null: nothing is recognized
  std::array<Known, kSlots> known_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
