#include "pg/libpq/describe.h"

#include <utility>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "dbspan/pg/session.h"

namespace dbspan::pg {
namespace {

using sql_text::Keyword;

bool IsControl(Keyword keyword) noexcept {
  switch (keyword) {
    case Keyword::kBegin:
    case Keyword::kStart:
    case Keyword::kCommit:
    case Keyword::kEnd:
    case Keyword::kRollback:
    case Keyword::kAbort:
    case Keyword::kSavepoint:
    case Keyword::kRelease:
      return true;
    default:
      return false;
  }
}

/// Names of the functions of large objects.
std::string_view LargeObjectFunction(int function) noexcept {
  switch (function) {
    case 715:
      return "lo_create";
    case 952:
      return "lo_open";
    case 953:
      return "lo_close";
    case kReadLargeObject:
      return "loread";
    case 955:
      return "lowrite";
    case 956:
      return "lo_lseek";
    case 957:
      return "lo_creat";
    case 958:
      return "lo_tell";
    case 964:
      return "lo_unlink";
    case 1004:
      return "lo_truncate";
    case kSeekLargeObject:
      return "lo_lseek64";
    case kTellLargeObject:
      return "lo_tell64";
    case 3172:
      return "lo_truncate64";
    default:
      return {};
  }
}

}  // namespace

bool ControlsTransaction(std::string_view sql) noexcept {
  sql_text::Lexer lexer{sql, sql_text::Dialect::kPostgreSql};
  bool first = true;
  bool ended = false;
  for (sql_text::Token token = lexer.Next(); token.kind != sql_text::TokenKind::kEnd;
       token = lexer.Next()) {
    if (token.kind == sql_text::TokenKind::kSpace || token.kind == sql_text::TokenKind::kComment) {
      continue;
    }
    if (ended) return false;  // there is another statement behind it
    if (first) {
      if (token.kind != sql_text::TokenKind::kWord) return false;
      if (!IsControl(sql_text::FindKeyword(token.text))) return false;
      first = false;
    }
    ended = token.text == ";";
  }
  return !first;
}

OperationSpan StartSql(ConnectionState& state, const PGconn& connection,
                       std::string_view sql) noexcept {
  const Instrumenter& instrumenter = state.instrumenter();
  if (!instrumenter.options().transaction_spans && ControlsTransaction(sql)) return {};
  return instrumenter.Start([&] { return DescribeSql(state.EndpointOf(connection), sql); });
}

OperationSpan StartPrepared(ConnectionState& state, const PGconn& connection,
                            const char* name) noexcept {
  const std::string_view text = state.PreparedText(name);
  if (!text.empty()) return StartSql(state, connection, text);
  return state.instrumenter().Start(
      [&] { return NamedOperation(state.EndpointOf(connection), "EXECUTE"); });
}

OperationSpan StartFunction(ConnectionState& state, const PGconn& connection,
                            int function) noexcept {
  return state.instrumenter().Start([&] {
    Operation operation = NamedOperation(state.EndpointOf(connection), "CALL");
    operation.procedure = LargeObjectFunction(function);
    return operation;
  });
}

}  // namespace dbspan::pg
