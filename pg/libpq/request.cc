#include "pg/libpq/request.h"

#include <cstring>

#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Request::OnResult(const PGconn& connection, PGresult& result) noexcept try {
  answered_ = true;
  if (ended_ || (kind_ != Kind::kPrepare && !open_)) return;
  AddResult(outcome(), connection, result, copied_);
  // The server undoes the changes of the statements before the error, if they are in one text, and
  // of a statement that fails when it is committed.
  if (failed()) outcome().affected_rows = Outcome::kUnknown;
  const ExecStatusType status = real::PQresultStatus(&result);
  copied_ = status == PGRES_COPY_OUT ? 0 : Outcome::kUnknown;
  const bool part = IsPartOfRows(result);
  copying_ = status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
  complete_ = !part && !copying_;
  if (complete_) MarkRead();
  if (part) open_.OnProgress(outcome().returned_rows, real::PQntuples(&result));
} catch (...) {  // no memory to read the result: the operation continues without it
}

void Request::OnDiscarded(const PGconn& connection, PGresult& result) noexcept {
  answered_ = true;
  const ExecStatusType status = real::PQresultStatus(&result);
  const bool changes = status == PGRES_COMMAND_OK && copied_ == Outcome::kUnknown;
  if (changes || IsFailure(status)) OnResult(connection, result);
}

bool Request::IsEndFailed(const PGconn& connection) const noexcept {
  // fe-protocol3.c, pqEndcopy3
  return copied_ == Outcome::kUnknown &&
         std::strcmp(real::PQerrorMessage(&connection), "no COPY in progress\n") != 0;
}

void Request::OnUnseenEnd(const PGconn& connection, bool failed) noexcept {
  copying_ = false;
  if (!failed) return;
  open_.Fail([&] { return OutcomeWithoutSqlstate(connection); });
  ended_ = true;
}

void Request::OnCopiedRow() noexcept {
  if (!open_ || copied_ == Outcome::kUnknown) return;
  ++copied_;
  open_.OnRow();
}

void Request::End() noexcept {
  open_.End();
  ended_ = true;
}

void Request::Fail(const PGconn& connection) noexcept {
  if (failed()) return End();
  open_.Fail([&] { return OutcomeOfConnection(connection); });
  ended_ = true;
}

void Request::GiveUp(const PGconn& connection) noexcept {
  if (!complete_ && real::PQstatus(&connection) == CONNECTION_BAD) return Fail(connection);
  GiveUp();
}

void Request::GiveUp() noexcept {
  open_.GiveUp();
  ended_ = true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
