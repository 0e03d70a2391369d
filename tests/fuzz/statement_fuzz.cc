// Fuzz target of the SQL analyzer. It aborts if the result for any input breaks one of the promises
// below.
//
// The first byte of the input selects the syntax and the limit; the rest is the statement.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/sql/lexer.h"
#include "core/sql/statement.h"
#include "core/sql/utf8.h"

namespace {

using dbspan::Setting;
using dbspan::Statement;
using namespace dbspan::sql_text;  // NOLINT(google-build-using-namespace)

void Require(bool holds, const char* promise, std::string_view sql, const Statement& statement) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n input: %.*s\n  text: %s\nsummary: %s\n", promise,
               static_cast<int>(sql.size()), sql.data(), statement.text.c_str(),
               statement.summary.c_str());
  std::abort();
}

/// Checks that no string literal of four bytes or more appears in the text, unless the same bytes
/// also occur outside literals. Skips literals with blanks or `?`, because the text has blanks and
/// `?` of its own.
void RequireNoLiteral(std::string_view sql, const Syntax& syntax, const Statement& statement) {
  std::string outside;
  std::string_view literals[8];
  std::size_t count = 0;
  Lexer lexer{sql, syntax};
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
    if (token.kind == TokenKind::kUnsure) break;
    if (token.kind != TokenKind::kString) {
      outside += token.text;
    } else if (token.text.size() >= 8 && count < 8 &&
               token.text.find_first_of("? \t\n\r\f\v") == std::string_view::npos) {
      literals[count++] = token.text.substr(2, token.text.size() - 4);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool shown = statement.text.find(literals[i]) != std::string::npos ||
                       statement.summary.find(literals[i]) != std::string::npos;
    Require(!shown || outside.find(literals[i]) != std::string::npos, "no literal is shown", sql,
            statement);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr Setting kSettings[] = {Setting::kUnknown, Setting::kOff, Setting::kOn,
                                   Setting::kUnknown};
  const Syntax syntax{(data[0] & 1U) != 0 ? Dialect::kMySql : Dialect::kPostgreSql,
                      {kSettings[(data[0] >> 2U) & 3U], kSettings[(data[0] >> 4U) & 3U],
                       kSettings[(data[0] >> 6U) & 3U]}};
  const std::size_t limit = (data[0] & 2U) != 0 ? 4096 : data[0];
  const std::string_view sql{reinterpret_cast<const char*>(data) + 1, size - 1};

  const Statement statement = Analyze(sql, syntax, limit);

  const Statement reference = AnalyzeTokenByToken(sql, syntax, limit);
  Require(statement.text == reference.text && statement.summary == reference.summary &&
              statement.procedure == reference.procedure &&
              statement.comment_at == reference.comment_at,
          "the shortcut reads what is there token by token", sql, reference);
  Require(statement.text.size() <= limit, "the text keeps its limit", sql, statement);
  Require(statement.summary.size() <= 255, "the summary keeps its limit", sql, statement);
  Require(IsValidUtf8(statement.text), "the text is valid UTF-8", sql, statement);
  Require(IsValidUtf8(statement.summary), "the summary is valid UTF-8", sql, statement);
  RequireNoLiteral(sql, syntax, statement);
  const Statement again = Analyze(statement.text, syntax, limit);
  if (again.text != statement.text) {
    std::fprintf(stderr, " again: %s\n", again.text.c_str());
    Require(false, "sanitizing twice changes nothing", sql, statement);
  }
  // A client keeps a prepared statement as sanitized text. Rows of VALUES may be missing there, and
  // with them what they select from.
  const bool has_rows = sql.find("VALUES") != std::string_view::npos;
  if (limit >= sql.size() && !has_rows) {
    Require(again.summary == statement.summary && again.procedure == statement.procedure,
            "the sanitized text has the same summary", sql, statement);
  }
  return 0;
}
