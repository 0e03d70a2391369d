#include "pg/libpq/request.h"

#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Request::OnResult(const PGconn& connection, PGresult& result) noexcept try {
  answered_ = true;
  if (ended_ || (kind_ != Kind::kPrepare && !open_)) return;
  AddResult(outcome(), connection, result, copied_);
  const ExecStatusType status = real::PQresultStatus(&result);
  copied_ = status == PGRES_COPY_OUT ? 0 : Outcome::kUnknown;
  const bool part = IsPartOfRows(result);
  complete_ =
      !part && status != PGRES_COPY_IN && status != PGRES_COPY_OUT && status != PGRES_COPY_BOTH;
  if (part) open_.OnProgress(outcome().returned_rows, real::PQntuples(&result));
} catch (...) {  // no memory to read the result: the operation continues without it
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
  open_.GiveUp();
  ended_ = true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
