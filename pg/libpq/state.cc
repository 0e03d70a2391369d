#include "pg/libpq/state.h"

#include <algorithm>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "pg/describe.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/real.h"
#include "pg/prepared_names.h"
#include "pg/schema.h"
#include "pg/server_names.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr const char* kSearchPath = "search_path";

}  // namespace

ConnectionState::ConnectionState() : instrumenter_(Postgres::instrumenter().Get()) {}

const EndpointPtr& ConnectionState::EndpointOf(const PGconn& connection) {
  if (KnownEndpointOf(connection) == nullptr) MakeEndpointOf(connection);
  return endpoint_;
}

bool ConnectionState::SearchPathChanged(const PGconn& connection) const noexcept {
  const char* const reported = real::PQparameterStatus(&connection, kSearchPath);
  return reported != nullptr && *search_path_ != reported;
}

void ConnectionState::MakeEndpointOf(const PGconn& connection) {
  std::string schema;
  if (const char* const reported = real::PQparameterStatus(&connection, kSearchPath)) {
    search_path_ = reported;
    schema = SchemaOfSearchPath(*search_path_);
  } else {
    const Keywords keywords{real::PQconninfo(const_cast<PGconn*>(&connection)),
                            interpose::Behind<Libpq>::Current().PQconninfoFree};
    if (!NamesServers(keywords.get())) {
      endpoint_ = detail::pg::MakeEndpoint({});
      return;
    }
    schema = SchemaOf(keywords.get());
  }
  endpoint_ = detail::pg::MakeEndpoint(
      {real::PQdb(&connection), real::PQhost(&connection), real::PQport(&connection), schema});
}

void ConnectionState::Restart() noexcept {
  Abandon();
  endpoint_ = nullptr;
  search_path_ = std::nullopt;
  prepared_.Clear();
}

std::string ConnectionState::TextToKeep(const char* text) const noexcept {
  // Without the settings of the session at this time: its executions use none either.
  return text == nullptr ? std::string{} : instrumenter_->TextToKeep(text, kSystem);
}

void ConnectionState::Remember(const char* name, std::string_view text) noexcept try {
  if (name != nullptr && !text.empty()) prepared_.Keep(name, text);
} catch (...) {  // no memory: its executions are recorded without text
}

void ConnectionState::Forget(const char* name) noexcept {
  if (name != nullptr) prepared_.Forget(name);
}

void ConnectionState::ForgetChangedBy(std::string_view sql) noexcept try {
  if (prepared_.empty()) return;
  const ChangedNames changed = NamesChangedBy(sql);
  if (changed.all) prepared_.Clear();
  if (changed.one) prepared_.Forget(*changed.one);
} catch (...) {  // no memory to read the name
  prepared_.Clear();
}

std::string_view ConnectionState::PreparedText(const char* name) noexcept {
  if (name == nullptr) return {};
  // In a pipeline, the PREPARE may still be unanswered.
  const auto sent = std::find_if(requests_.rbegin(), requests_.rend(), [name](const Request& one) {
    return one.kind() == Request::Kind::kPrepare && one.name == name;
  });
  return sent != requests_.rend() ? std::string_view{sent->text} : prepared_.Find(name);
}

void ConnectionState::AddWarning(Outcome& outcome) noexcept try {
  warning_.AddTo(outcome);
  warning_.Clear();
} catch (...) {  // no memory: the warning is not recorded
}

ConnectionState* MakeStateOf(const PGconn* connection) noexcept {
  const ErrnoGuard errno_guard;
  return Connections().FindOrMake(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
