#include "dbspan/detail/pg/execute.h"

#include <new>
#include <optional>
#include <string>
#include <vector>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/instrumenter.h"
#include "dbspan/operation.h"
#include "dbspan/pg/connection.h"
#include "pg/pqxx/describe.h"
#include "pg/pqxx/outcome.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

void ParameterReader::Push(std::string value) {
  parameters_.push_back({std::to_string(next_), std::move(value)});
  ++next_;
}

/// State of a call that is recorded.
struct RecordedCall::State {
  template <class Start>
  State(std::string_view sql, const Start& start) : observe(sql), operation(start()) {}

  Observer observe;
  OperationSpan operation;
  // Empty if this operation is not recorded. libpq's traced functions then decide for themselves.
  std::optional<ActiveOperation> active;
};

RecordedCall::RecordedCall(const ::dbspan::pqxx::connection_base& connection,
                           const CallDescription& description, const BoundValues& values) noexcept {
  static_assert(sizeof(State) <= kRoom && alignof(State) <= alignof(std::max_align_t));
  const Session& session = *connection.session();
  if (!session.enabled() || session.PassesOn(description.sql)) return;
  bool admitted = false;
  std::vector<Parameter> parameters;  // filled on request only, read while the operation starts
  const auto describe = [&] {
    admitted = true;
    Operation operation = Describe(connection, description);
    if (values.read != nullptr && session.records_parameters()) {
      ParameterReader reader{parameters};
      values.read(values.values, reader);
      operation.parameters = &parameters;
    }
    return operation;
  };
  state_ = new (room_) State{description.sql, [&] {
                               // The call is the application's, even if this thread is already
                               // inside libpqxx, because libpqxx then runs a callback of the
                               // application.
                               const OutsideLibrary outside{kLibpq};
                               return session.instrumenter().Start(describe);
                             }};
  if (admitted) state_->active.emplace(state_->operation, kLibpq);
}

void RecordedCall::Finish() noexcept { state_->~State(); }

std::string RecordedCall::Commented(std::string_view sql) const noexcept {
  return state_ == nullptr ? std::string{} : state_->operation.Commented(sql);
}

void RecordedCall::EndWith(const ::pqxx::result& result) noexcept {
  state_->operation.EndWith([&] { return state_->observe(result); });
}

void RecordedCall::EndWithOneRow() noexcept { state_->operation.EndWith(&Observer::OfOneRow); }

void RecordedCall::EndWithoutRows() noexcept { state_->operation.EndWith(&Observer::OfVoid); }

void RecordedCall::EndWithException() noexcept {
  state_->operation.EndWith([&] { return state_->observe(); });
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
