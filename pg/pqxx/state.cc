#include "dbspan/detail/pg/state.h"

#include "core/sql/transaction_control.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/pg/instrumentation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

using sql_text::ControlsTransaction;

#ifdef DBSPAN_TRACED_BELOW
constexpr bool kLibpqIsTraced = true;
#else
constexpr bool kLibpqIsTraced = false;
#endif

}  // namespace

Session::Session()
    : instrumenter_(Postgres::instrumenter().Get()),
      records_parameters_(!instrumenter_->options().parameters.empty()),
      leaves_out_control_(!instrumenter_->options().transaction_spans),
      passes_control_on_(leaves_out_control_ || kLibpqIsTraced),
      records_ends_(instrumenter_->options().transaction_spans && !kLibpqIsTraced) {}

Session::~Session() = default;

std::shared_ptr<Session> Session::Make() { return std::make_shared<Session>(); }

bool Session::enabled() const noexcept { return instrumenter_->switches().enabled(); }

bool Session::LeavesOut(std::string_view sql) const noexcept {
  return leaves_out_control_ && enabled() && ControlsTransaction(sql);
}

bool Session::PassesOn(std::string_view sql) const noexcept {
  return passes_control_on_ && enabled() && ControlsTransaction(sql);
}

std::string Session::TextToKeep(std::string_view sql) const noexcept {
  return instrumenter_->TextToKeep(sql, ::dbspan::pg::kSystem);
}

void Session::Remember(std::string_view name, std::string_view sql) {
  if (prepared_.size() >= kMostPrepared && prepared_.find(name) == prepared_.end()) return;
  prepared_.insert_or_assign(std::string{name}, TextToKeep(sql));
}

void Session::Forget(std::string_view name) {
  const auto found = prepared_.find(name);
  if (found != prepared_.end()) prepared_.erase(found);
}

std::string_view Session::PreparedText(std::string_view name) const {
  const auto found = prepared_.find(name);
  return found == prepared_.end() ? std::string_view{} : std::string_view{found->second};
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
