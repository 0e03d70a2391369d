#include "pg/libpq/alone.h"

#include "core/interpose/errno_guard.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsCopy(const PGresult* result) noexcept {
  const ExecStatusType status = real::PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

bool InPipeline(const PGconn* connection) noexcept {
#ifdef LIBPQ_HAS_PIPELINING
  // The libpq at run time may be too old to have pipelines.
  return real::PQpipelineStatus.Exists() && real::PQpipelineStatus(connection) != PQ_PIPELINE_OFF;
#else
  static_cast<void>(connection);
  return false;
#endif
}

}  // namespace

ConnectionState* StateAlone(const PGconn* connection) noexcept {
  ConnectionState* state = Traced(connection);
  if (state == nullptr || InPipeline(connection)) return nullptr;
  const ErrnoGuard errno_guard;
  state->Abandon();
  return state;
}

void EndAlone(ConnectionState& state, const PGconn& connection, detail::OperationSpan&& operation,
              PGresult* result) noexcept {
  const ErrnoGuard errno_guard;
  if (result != nullptr && IsCopy(result)) {
    // PQgetCopyData and PQgetResult end the operation.
    Request request{Request::Kind::kQuery, std::move(operation)};
    request.OnResult(connection, *result);
    return state.Push(std::move(request));
  }
  operation.EndWith([&] {
    if (result == nullptr) return OutcomeOfConnection(connection);
    Outcome outcome;
    AddResult(outcome, connection, *result);
    state.AddWarning(outcome);
    return outcome;
  });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
