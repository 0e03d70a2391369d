#include "pg/libpq/outcome.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/text/starts_with.h"
#include "core/text/view_of.h"
#include "pg/answer.h"
#include "pg/error_retry.h"
#include "pg/libpq/real.h"
#include "pg/message_code.h"
#include "pg/result_outcome.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr int kTuplesChunk = 12;  // PGRES_TUPLES_CHUNK of libpq 17

void Add(std::int64_t& sum, std::int64_t rows) noexcept {
  sum = std::max<std::int64_t>(sum, 0) + rows;
}

/// Returns whether to retry after an error of libpq itself while the connection is intact.
/// PGRES_PIPELINE_ABORTED: the server skipped the statement because an earlier one failed, so a
/// retry does not help unless that one succeeds.
Retry RetryOfStatus(ExecStatusType status) noexcept {
  return status == PGRES_BAD_RESPONSE ? Retry::kOutcomeUnknown : Retry::kNo;
}

/// Adds the row count of the command tag, such as `INSERT 0 5` or `COPY 3`.
void AddCommand(Outcome& outcome, PGresult& result, std::int64_t copied_out) noexcept {
  const std::string_view command = ViewOf(real::PQcmdStatus(&result));
  if (command.substr(0, 1) == "S") return;  // SELECT, the most frequent one
  const bool copies = StartsWith(command, "COPY ");
  const bool changes = StartsWith(command, "INSERT ") || StartsWith(command, "UPDATE ") ||
                       StartsWith(command, "DELETE ") || StartsWith(command, "MERGE ");
  if (!copies && !changes) return;
  const std::string_view digits = ViewOf(real::PQcmdTuples(&result));
  std::int64_t rows = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), rows).ec != std::errc{}) return;
  if (changes || copied_out == Outcome::kUnknown) return Add(outcome.affected_rows, rows);
  // The server counts the rows. The program may have read none of them by PQgetCopyData, and a
  // header or a trailer besides.
  Add(outcome.returned_rows, rows - copied_out);
}

/// Adds the rows of a result if it is a success. Returns false if it is none.
bool AddRows(Outcome& outcome, PGresult& result, std::int64_t copied_out) noexcept {
  switch (static_cast<int>(real::PQresultStatus(&result))) {
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
    case kTuplesChunk:
      Add(outcome.returned_rows, real::PQntuples(&result));
      AddCommand(outcome, result, Outcome::kUnknown);
      return true;
    case PGRES_COMMAND_OK:
      AddCommand(outcome, result, copied_out);
      return true;
    default:
      return false;
  }
}

void AddFailure(Outcome& outcome, Outcome failure) {
  if (outcome.error) return;
  outcome.status_code = std::move(failure.status_code);
  outcome.error = std::move(failure.error);
}

Outcome OutcomeOfFailure(const PGconn& connection, const PGresult& result) {
  const std::string_view sqlstate = ViewOf(real::PQresultErrorField(&result, PG_DIAG_SQLSTATE));
  if (sqlstate.empty() && real::PQstatus(&connection) == CONNECTION_BAD) {
    return OutcomeOfConnection(connection);
  }
  // Without a SQLSTATE, libpq itself failed, and the name of the status is the error type.
  const std::string_view status = real::PQresStatus(real::PQresultStatus(&result));
  Outcome outcome =
      detail::pg::OutcomeOfSqlstate(sqlstate, status, ViewOf(real::PQresultErrorMessage(&result)));
  if (!outcome.error) return outcome;
  outcome.error->exception.clear();  // nothing is thrown in C
  if (sqlstate.empty()) outcome.error->retry = RetryOfStatus(real::PQresultStatus(&result));
  return outcome;
}

}  // namespace

void AddResult(Outcome& outcome, const PGconn& connection, PGresult& result,
               std::int64_t copied_out) {
  if (AddRows(outcome, result, copied_out)) return;
  switch (real::PQresultStatus(&result)) {
    case PGRES_BAD_RESPONSE:
    case PGRES_FATAL_ERROR:
    case PGRES_PIPELINE_ABORTED:
      return AddFailure(outcome, OutcomeOfFailure(connection, result));
    default:
      return;
  }
}

void NoteAnswer(PGresult* result) noexcept {
  using detail::pg::Answer;
  if (result == nullptr) return Answer::ForgetRows();
  const ErrnoGuard errno_guard;
  if (real::PQresultStatus(result) == PGRES_COPY_OUT) return Answer::NoteCopyOut();
  Outcome rows;
  if (AddRows(rows, *result, Answer::Last().copies_out() ? 0 : Outcome::kUnknown)) {
    return Answer::NoteRows(rows.returned_rows, rows.affected_rows);
  }
  if (IsFailure(real::PQresultStatus(result))) {
    Answer::NoteError(ViewOf(real::PQresultErrorField(result, PG_DIAG_SQLSTATE)));
  }
}

bool IsFailure(ExecStatusType status) noexcept {
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

bool IsPartOfRows(const PGresult& result) noexcept {
  const int status = real::PQresultStatus(&result);
  return status == PGRES_SINGLE_TUPLE || status == kTuplesChunk;
}

Outcome OutcomeOfConnection(const PGconn& connection) {
  Outcome outcome;
  Error error;
  error.type = real::PQstatus(&connection) == CONNECTION_BAD ? "CONNECTION_BAD" : "_OTHER";
  error.message = ViewOf(real::PQerrorMessage(&connection));
  error.retry = Retry::kOutcomeUnknown;
  outcome.error = std::move(error);
  return outcome;
}

Outcome OutcomeOfRefusal(const PGconn& connection) {
  Outcome outcome = OutcomeOfConnection(connection);
  outcome.error->retry = RetryOfRefusal(outcome.error->message);
  return outcome;
}

Outcome OutcomeWithoutSqlstate(const PGconn& connection) {
  const std::string_view message = ViewOf(real::PQerrorMessage(&connection));
  if (const std::string_view code = CodeOfMessage(message); !code.empty()) {
    return detail::pg::OutcomeOfSqlstate(code, {}, message);
  }
  Outcome outcome = OutcomeOfConnection(connection);
  if (real::PQstatus(&connection) == CONNECTION_OK) outcome.error->retry = Retry::kNo;
  return outcome;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
