#include "dbspan/detail/pg/session.h"

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/pg/instrumentation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

Session::Session()
    : instrumenter_(Postgres::instrumenter().Get()),
      records_parameters_(!instrumenter_->options().parameters.empty()),
      records_transactions_(instrumenter_->options().transaction_spans) {}

void Session::Remember(std::string_view name, std::string_view sql) {
  if (prepared_.size() >= kMostPrepared && prepared_.find(name) == prepared_.end()) return;
  prepared_.insert_or_assign(std::string{name}, std::string{sql});
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
