#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/sql/syntax.h"
#include "dbspan/detail/sink_ids.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// A hash that is calculated when it is first needed; 0: not yet. Copies have none. Safe from any
/// thread.
class LateHash {
 public:
  LateHash() noexcept = default;
  LateHash(const LateHash& /*other*/) noexcept {}
  LateHash& operator=(const LateHash& /*other*/) noexcept { return *this; }
  ~LateHash() = default;

  /// Returns the hash; `calculate()` must return the same for every call.
  template <class Calculate>
  std::uint64_t Get(Calculate&& calculate) const {
    std::uint64_t hash = hash_.load(std::memory_order_relaxed);
    if (hash == 0) {
      hash = calculate() | 1U;
      hash_.store(hash, std::memory_order_relaxed);
    }
    return hash;
  }

 private:
  mutable std::atomic<std::uint64_t> hash_{0};
};

/// The recordable forms of a SQL text. Immutable; shared by the operations that run it.
struct Statement {
  std::string text;  ///< Sanitized `db.query.text`: no literal, valid UTF-8, within the limit.
  std::string
      summary;  ///< `db.query.summary`, at most 255 bytes; empty when nothing is recognised.
  std::string procedure;        ///< The procedure if the text has exactly one `CALL`, else empty.
  std::size_t series_hash = 0;  ///< Hash of summary and procedure, which distinguish metric series.
  /// Position at which a comment for the server may be inserted: after the last token, before a
  /// final `;`. `kNoComment` if the text has comments already or cannot be split into tokens.
  std::size_t comment_at = kNoComment;
  SinkId sink_id{};       ///< Id for the sink of operations (core/span/sink.h).
  SinkId dimension_id{};  ///< Id of its dimension in the metrics of the sink.
  LateHash text_hash{};   ///< Hash of the text, for findings.

  static constexpr std::size_t kNoComment = static_cast<std::size_t>(-1);
};

}  // namespace detail

using detail::Statement;

}  // namespace DBSPAN_VERSION_NAMESPACE

namespace sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sanitizes and summarizes a statement in one pass, in time linear in its length.
///
/// In the text, literals become `?`, comments are dropped, and lists of literals and rows of VALUES
/// are collapsed. Everything after PASSWORD (in user administration) and IDENTIFIED BY is dropped.
/// The text is cut at `limit` bytes, never inside a token. If unknown settings of the session would
/// change how the rest is read, or it cannot be split into tokens, the text ends early with `?`.
/// Source: semconv, "Sanitization of db.query.text" and "Generating a summary of the query".
Statement Analyze(std::string_view text, const Syntax& syntax, std::size_t limit);

/// Returns the same as Analyze without the fast path of plain_stretch.h. For tests.
Statement AnalyzeTokenByToken(std::string_view text, const Syntax& syntax, std::size_t limit);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace sql_text
}  // namespace dbspan
