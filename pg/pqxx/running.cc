#include "dbspan/detail/pg/running.h"

#include <cxxabi.h>
#include <pqxx/except>

#include <memory>
#include <new>
#include <stdexcept>
#include <typeinfo>
#include <utility>

#include "core/interpose/cancellation.h"
#include "core/span/outcome.h"
#include "dbspan/detail/open_operation.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/instrumenter.h"
#include "dbspan/pg/connection.h"
#include "pg/answer.h"
#include "pg/pqxx/describe.h"
#include "pg/pqxx/outcome.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

namespace {

/// Returns the outcome of an operation that has failed without an error of its own.
Outcome OutcomeOfUnknownError(Retry retry) {
  Outcome outcome;
  outcome.error.emplace();
  outcome.error->type = "_OTHER";
  outcome.error->retry = retry;
  return outcome;
}

/// Turns the outcome into that of a query which was skipped. The type is the name that libpq gives
/// this in its own pipelines.
Outcome Skipped(Outcome outcome) {
  outcome.error->type = "PGRES_PIPELINE_ABORTED";
  outcome.error->retry = Retry::kNo;
  return outcome;
}

/// Tells whether the exception being handled is that of libpqxx for a query of a pipeline that was
/// skipped because of an earlier one. Those of libpqxx's errors are of derived types.
bool IsOfSkippedQuery() noexcept {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  return type != nullptr && *type == typeid(std::runtime_error);
}

/// Tells whether the exception being handled is that of libpqxx for a value that it cannot convert
/// to the type that the application wants.
bool IsOfConversion() noexcept {
  if (IsThreadEnding()) return false;
  try {
    throw;
  } catch (const ::pqxx::conversion_error&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

struct Running::State {
  std::shared_ptr<Session> session;  // declared first, to outlive the operation
  Rows rows = Rows::kNone;
  OpenOperation open;
};

Running::Running() {
  static_assert(sizeof(State) <= kRoom && alignof(State) <= alignof(std::max_align_t));
  new (room_) State;
}

Running::Running(const ::dbspan::pqxx::connection_base& connection, Rows rows,
                 const CallDescription& description)
    : Running() {
  state().session = connection.session();
  state().rows = rows;
  OpenOperation& open = state().open;
  const OutsideLibrary outside{kLibpq};
  open.Begin([&] {
    return state().session->instrumenter().Start([&] { return Describe(connection, description); });
  });
  if (rows == Rows::kRead) {
    open.AddReturned(0);
    open.ReportAbandoned();
  }
  if (rows == Rows::kWritten) open.AddAffected(0);
}

Running Running::OfQuery(const ::dbspan::pqxx::connection_base& connection, std::string_view sql) {
  if (connection.session()->LeavesOut(sql)) return {};
  connection.session()->ForgetChangedBy(sql);
  return {connection, Rows::kNone, {sql}};
}

Running::Running(Running&& other) noexcept { new (room_) State{std::move(other.state())}; }

Running::~Running() { state().~State(); }

void Running::OnRow() noexcept {
  OpenOperation& open = state().open;
  state().rows == Rows::kWritten ? open.OnWrittenRow() : open.OnRow();
}

void Running::End() noexcept { state().open.End(); }

void Running::EndWith(std::string_view sql, const ::pqxx::result& result) noexcept {
  state().open.EndWith([&] { return Observer{sql}.OfRetrieved(result); });
}

void Running::EndSkipped() noexcept {
  state().open.EndWith([] { return Skipped(OutcomeOfUnknownError(Retry::kNo)); });
}

void Running::EndUnsent() noexcept {
  state().open.EndWith([] { return OutcomeOfUnknownError(Retry::kNo); });
}

void Running::EndUnanswered() noexcept {
  state().open.EndWith([] { return OutcomeOfUnknownError(Retry::kOutcomeUnknown); });
}

void Running::EndWithException() noexcept {
  // The server has sent the row, and sends more.
  if (state().rows == Rows::kRead && IsOfConversion()) return state().open.OnRow();
  state().open.EndWith([] {
    Answer::ForgetRows();  // of another query
    return Observer{{}}();
  });
  Answer::ForgetError();  // also if the operation is not recorded
}

void Running::EndRetrieving(PipelineProgress& progress) noexcept {
  if (IsOfSkippedQuery()) {
    return state().open.EndWith([] { return Skipped(OutcomeOfCurrentException()); });
  }
  progress.NoteError(Answer::Last().sqlstate());
  EndWithException();
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
