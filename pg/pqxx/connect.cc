#include "dbspan/detail/pg/connect.h"

#include <libpq-fe.h>

#include <chrono>
#include <cstring>
#include <string>

#include "core/span/outcome.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/pg/instrumentation.h"
#include "pg/describe.h"
#include "pg/error_retry.h"
#include "pg/pqxx/outcome.h"
#include "pg/schema.h"
#include "pg/server_names.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

using ::dbspan::pg::Keywords;
using ::dbspan::pg::NamesServers;
using ::dbspan::pg::RetryOfRefusal;
using ::dbspan::pg::SchemaOf;
using ::dbspan::pg::ValueOf;

constexpr std::string_view kConnect = "CONNECT";

Keywords Parsed(std::string_view connection_string) {
  return {PQconninfoParse(std::string{connection_string}.c_str(), nullptr), &PQconninfoFree};
}

/// Returns an endpoint with host, port, database and schema. Reads nothing else of the connection
/// string, in particular not the password.
EndpointPtr EndpointOf(std::string_view connection_string) {
  const Keywords keywords = Parsed(connection_string);
  if (!NamesServers(keywords.get())) return MakeEndpoint({});
  const std::string schema = SchemaOf(keywords.get());
  const char* const database = ValueOf(keywords.get(), "dbname");
  const char* const host = ValueOf(keywords.get(), "host");
  const bool several = host != nullptr && std::strchr(host, ',') != nullptr;
  if (several) return MakeEndpoint({database, nullptr, nullptr, schema});
  return MakeEndpoint({database, host, ValueOf(keywords.get(), "port"), schema});
}

OperationSpan::SteadyTime TimeOf(std::int64_t nanoseconds) noexcept {
  return OperationSpan::SteadyTime{std::chrono::nanoseconds{nanoseconds}};
}

}  // namespace

bool ReadEndpoint(const NativeConnection& connection, Session& session) noexcept try {
  // `dbname` and the others of libpqxx 6 open a lazy or asynchronous connection, and are not const.
  auto& open = const_cast<NativeConnection&>(connection);
  if (!open.is_open()) {
    if (session.endpoint() == nullptr) session.set_endpoint(MakeEndpoint({}));
    return false;
  }
  session.set_endpoint(
      MakeEndpoint({open.dbname(), open.hostname(), open.port(), session.schema()}));
  return true;
} catch (...) {  // no memory: the session keeps its endpoint
  return false;
}

#if PQXX_VERSION_MAJOR >= 7
void ReadSchema(const NativeConnection& connection, Session& session) noexcept try {
  session.set_schema(SchemaOf(Parsed(connection.connection_string()).get()));
} catch (...) {  // no memory or no connection: only the database is recorded
}
#endif

ConnectAttempt::ConnectAttempt() noexcept
    : since_(std::chrono::nanoseconds{OperationSpan::Now().time_since_epoch()}.count()) {}

void ConnectAttempt::TellSchema(Session& session) const noexcept try {
  session.set_schema(SchemaOf(Parsed(connection_string_).get()));
} catch (...) {  // no memory: only the database is recorded
}

void ConnectAttempt::Succeed(const Session& session) noexcept {
  above_.reset();
  if (!session.instrumenter().options().connect_spans) return;
  const OutsideLibrary outside{kLibpq};
  session.instrumenter()
      .Start([&] { return NamedOperation(session.endpoint(), kConnect, TimeOf(since_)); })
      .End({});
}

void ConnectAttempt::Fail() noexcept try {
  above_.reset();
  const auto instrumenter = Postgres::instrumenter().Get();
  if (!instrumenter->options().connect_spans) return;
  const OutsideLibrary outside{kLibpq};
  EndpointPtr endpoint;
  OperationSpan operation = instrumenter->Start([&] {
    endpoint = EndpointOf(connection_string_);
    return NamedOperation(endpoint, kConnect, TimeOf(since_));
  });
  operation.EndWith([] {
    Outcome outcome = OutcomeOfConnecting(Observer{{}}());
    if (outcome.error->retry == Retry::kLater) {
      outcome.error->retry = RetryOfRefusal(outcome.error->message);
    }
    return outcome;
  });
} catch (...) {  // the span is lost, the connection is not
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
