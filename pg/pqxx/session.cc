#include "dbspan/detail/pg/session.h"

#include <utility>

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Session::Remember(std::string_view name, std::string_view sql) {
  std::string key{name};
  if (prepared_.size() >= kMostPrepared && prepared_.count(key) == 0) return;
  prepared_.insert_or_assign(std::move(key), std::string{sql});
}

void Session::Forget(std::string_view name) { prepared_.erase(std::string{name}); }

std::string_view Session::PreparedText(std::string_view name) const {
  const auto found = prepared_.find(std::string{name});
  return found == prepared_.end() ? std::string_view{} : std::string_view{found->second};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
