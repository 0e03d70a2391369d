#include "dbspan/detail/pg/execute.h"

#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/span/measured_operation.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/instrumenter.h"
#include "dbspan/operation.h"
#include "dbspan/pg/connection.h"
#include "pg/answer.h"
#include "pg/pqxx/describe.h"
#include "pg/pqxx/outcome.h"
#include "pg/prepared_names.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

namespace {

using ::dbspan::pg::ChangedNames;
using ::dbspan::pg::NamesChangedBy;

/// Tells whether each execution of a text has to come to `Session::ForgetChangedBy`.
bool ChangesNames(std::string_view sql) noexcept try {
  const ChangedNames changed = NamesChangedBy(sql);
  return changed.all || changed.one;
} catch (...) {  // no memory to read the name
  return true;
}

}  // namespace

void ParameterReader::Push(std::string value) {
  parameters_.push_back({std::to_string(next_), std::move(value)});
  ++next_;
}

/// State of a call that is recorded.
struct RecordedCall::State {
  template <class Start>
  State(std::string_view sql, const Start& start) : observe(sql), operation(start()) {}

  const Answer::Scope scope;
  Observer observe;
  OperationSpan operation;
  // Empty if this operation is not recorded. libpq's traced functions then decide for themselves.
  std::optional<ActiveOperation> active;
};

/// The state of a call that is measured and has no span. Its statement was measured before, so it
/// does not control transactions.
struct RecordedCall::MeasuredState {
  template <class Start>
  MeasuredState(std::string_view text, const Start& start) : sql(text), operation(start()) {}

  /// Ends the operation, with `rows` unless libpq has returned the result.
  void End(std::int64_t rows) noexcept {
    const Answer& answer = Answer::Last();
    Sink::Counts counts;
    counts.rows = answer.succeeded() ? answer.returned_rows() : rows;
    operation.End(counts);
  }

  const Answer::Scope scope;
  const std::string_view sql;
  MeasuredOperation operation;
  const ClientAbove above{kLibpq};  // after the operation has started
};

RecordedCall::RecordedCall(const ::dbspan::pqxx::connection_base& connection,
                           const CallDescription& description, const BoundValues& values) noexcept {
  static_assert(sizeof(State) <= kRoom && alignof(State) <= alignof(std::max_align_t));
  if (MeasuredOperation::IsLikely() && Measure(connection, description)) return;
  const Session& session = *connection.session();
  if (!session.enabled() || session.PassesOn(description.sql)) return;
  Start(connection, description, values);
}

bool RecordedCall::Measure(const ::dbspan::pqxx::connection_base& connection,
                           const CallDescription& description) noexcept {
  static_assert(sizeof(MeasuredState) <= kRoom);
  const Session& session = *connection.session();
  if (!description.operation.empty() || session.endpoint() == nullptr) return false;
  const std::uint32_t dimension = session.known_statements().Find(description.sql, {});
  if (dimension == 0) return false;
  connection.EnsureEndpoint();
  // The call is the application's, even if this thread is already inside libpqxx (see Start).
  measured_ = new (room_) MeasuredState{
      description.sql, [&] {
        return MeasuredOperation{session.instrumenter(), *session.endpoint(), dimension};
      }};
  if (measured_->operation) return true;
  std::exchange(measured_, nullptr)->~MeasuredState();
  return false;
}

[[gnu::noinline]] void RecordedCall::Start(const ::dbspan::pqxx::connection_base& connection,
                                           const CallDescription& description,
                                           const BoundValues& values) noexcept {
  const Session& session = *connection.session();
  if (!description.prepared) session.ForgetChangedBy(description.sql);
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
  const bool may_be_measured = MeasuredOperation::IsLikely() && !state_->operation.recording() &&
                               !ChangesNames(description.sql);
  if (admitted && may_be_measured && session.endpoint() != nullptr) {
    MeasuredOperation::Learn(session.instrumenter(), *session.endpoint(), description.sql, {},
                             session.known_statements());
  }
}

void RecordedCall::Finish() noexcept {
  if (measured_ != nullptr) return measured_->~MeasuredState();
  state_->~State();
}

std::string RecordedCall::CommentedFor(std::string_view sql) const noexcept {
  return state_->operation.Commented(sql);
}

void RecordedCall::EndWith(const ::pqxx::result& result) noexcept {
  if (measured_ == nullptr) {
    return state_->operation.EndWith([&] { return state_->observe(result); });
  }
  const bool counted = Answer::Last().succeeded() || result.columns() == 0;
  measured_->End(counted ? Outcome::kUnknown : static_cast<std::int64_t>(result.size()));
}

void RecordedCall::EndWithOneRow() noexcept {
  if (measured_ == nullptr) return state_->operation.EndWith(&Observer::OfOneRow);
  measured_->End(1);
}

void RecordedCall::EndWithoutRows() noexcept {
  if (measured_ == nullptr) return state_->operation.EndWith(&Observer::OfVoid);
  measured_->End(Outcome::kUnknown);
}

void RecordedCall::EndWithException() noexcept {
  if (measured_ == nullptr) {
    return state_->operation.EndWith([&] { return state_->observe(); });
  }
  measured_->operation.Continue().EndWith([&] { return Observer{measured_->sql}(); });
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
