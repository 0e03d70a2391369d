#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/sql/syntax.h"
#include "dbspan/detail/sink_ids.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What may be recorded of a SQL text. Immutable; shared by the operations that run it.
struct Statement {
  std::string text;  ///< Sanitized `db.query.text`: no literal, valid UTF-8, within the limit.
  std::string
      summary;  ///< `db.query.summary`, at most 255 bytes; empty when nothing is recognised.
  std::string procedure;        ///< The one procedure that a `CALL` names, else empty.
  std::size_t series_hash = 0;  ///< Of summary and procedure: what tells metric series apart.
  /// Where a comment for the server may be put in: after the last token, before a last `;`.
  /// `kNoComment` where the text has comments already, or cannot be told apart into tokens.
  std::size_t comment_at = kNoComment;
  detail::SinkId sink_id{};  ///< For the sink of operations (core/span/sink.h).

  static constexpr std::size_t kNoComment = static_cast<std::size_t>(-1);
};

}  // namespace DBSPAN_VERSION_NAMESPACE

namespace sql_text {

/// Sanitizes and summarizes a statement in one pass, in time linear in its length.
///
/// Text: literals become `?`, comments go, lists of literals and rows of VALUES collapse;
/// everything after PASSWORD (in user administration) and IDENTIFIED BY is dropped. It is cut at
/// `limit` bytes, never inside a token. Where settings of the session that are not known would read
/// it differently, or the tokens cannot be told apart, it ends early with `?`: less, never more.
/// Source: semconv, "Sanitization of db.query.text" and "Generating a summary of the query".
Statement Analyze(std::string_view text, const Syntax& syntax, std::size_t limit);

/// The same without the shortcut of plain_stretch.h: what tests compare with.
Statement AnalyzeTokenByToken(std::string_view text, const Syntax& syntax, std::size_t limit);

}  // namespace sql_text
}  // namespace dbspan
