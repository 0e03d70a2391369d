#include "pg/libpq/request.h"

#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

Request::~Request() {
  if (copied_ != Outcome::kUnknown) outcome().returned_rows = copied_;
}

void Request::OnResult(const PGconn& connection, PGresult& result) noexcept try {
  answered_ = true;
  if (kind_ != Kind::kPrepare && !open_) return;
  if (real::PQresultStatus(&result) == PGRES_COPY_OUT && copied_ == Outcome::kUnknown) copied_ = 0;
  AddResult(outcome(), connection, result, copied_);
  if (IsPartOfRows(result)) open_.OnProgress(outcome().returned_rows, real::PQntuples(&result));
} catch (...) {  // no memory to read the result: the operation continues without it
}

void Request::OnCopiedRow() noexcept {
  if (open_ && copied_ != Outcome::kUnknown) open_.OnProgress(++copied_, 1);
}

void Request::Fail(const PGconn& connection) noexcept {
  open_.EndWith([&] { return outcome().error ? outcome() : OutcomeOfConnection(connection); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
