#include "dbspan/detail/pg/running.h"

#include <memory>
#include <new>
#include <utility>

#include "dbspan/detail/open_operation.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/instrumenter.h"
#include "dbspan/pg/connection.h"
#include "pg/pqxx/describe.h"
#include "pg/pqxx/outcome.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

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
  return {connection, Rows::kRead, {sql}};
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

void Running::EndWithException() noexcept {
  state().open.EndWith([] { return Observer{{}}(); });
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
