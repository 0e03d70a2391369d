#include "pg/libpq/request.h"

#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

Request::~Request() {
  if (!operation_) return;
  const bool streamed = last_row_ != std::chrono::steady_clock::time_point{};
  if (copied_ != Outcome::kUnknown) outcome_.returned_rows = copied_;
  operation_.EndAt(outcome_, streamed ? last_row_ : std::chrono::steady_clock::now());
}

void Request::OnResult(const PGconn& connection, PGresult& result) noexcept try {
  answered_ = true;
  if (kind_ != Kind::kPrepare && !operation_) return;
  if (real::PQresultStatus(&result) == PGRES_COPY_OUT && copied_ == Outcome::kUnknown) copied_ = 0;
  AddResult(outcome_, connection, result, copied_);
  if (!IsPartOfRows(result) || !operation_) return;
  last_row_ = std::chrono::steady_clock::now();
  const auto read = static_cast<std::uint64_t>(outcome_.returned_rows);
  const auto rows = static_cast<std::uint64_t>(real::PQntuples(&result));
  for (std::uint64_t row = read - rows + 1; row <= read; ++row) operation_.MarkRows(row);
} catch (...) {  // no memory to read it: the operation goes on without
}

void Request::OnCopiedRow() noexcept {
  if (!operation_ || copied_ == Outcome::kUnknown) return;
  last_row_ = std::chrono::steady_clock::now();
  operation_.MarkRows(static_cast<std::uint64_t>(++copied_));
}

void Request::Fail(const PGconn& connection) noexcept {
  operation_.EndWith([&] { return outcome_.error ? outcome_ : OutcomeOfConnection(connection); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
