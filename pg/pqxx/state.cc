#include "dbspan/detail/pg/state.h"

#include "core/sql/known_statements.h"
#include "core/sql/transaction_control.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/pg/instrumentation.h"
#include "pg/prepared_names.h"
#include "pg/prepared_texts.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

using ::dbspan::pg::ChangedNames;
using ::dbspan::pg::NamesChangedBy;
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
      records_ends_(instrumenter_->options().transaction_spans && !kLibpqIsTraced),
      prepared_(std::make_unique<PreparedTexts>()),
      known_statements_(std::make_unique<KnownStatements>()) {}

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
  prepared_->Keep(name, TextToKeep(sql));
}

void Session::Forget(std::string_view name) noexcept { prepared_->Forget(name); }

void Session::ForgetChangedBy(std::string_view sql) const noexcept try {
  if (prepared_->empty()) return;
  const ChangedNames changed = NamesChangedBy(sql);
  if (changed.all) prepared_->Clear();
  if (changed.one) prepared_->Forget(*changed.one);
} catch (...) {  // no memory to read the name
  prepared_->Clear();
}

std::string_view Session::PreparedText(std::string_view name) noexcept {
  return enabled() ? prepared_->Find(name) : std::string_view{};
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
