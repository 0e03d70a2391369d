#include "dbspan/pg/connect_attempt.h"

#include <libpq-fe.h>

#include <memory>

#include "dbspan/pg/outcome.h"

namespace dbspan::pg {
namespace {

constexpr std::string_view kConnect = "CONNECT";

/// Host, port and database; nothing else of a connection string, least of all its password.
EndpointPtr EndpointOf(std::string_view connection_string) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{
      PQconninfoParse(std::string{connection_string}.c_str(), nullptr), &PQconninfoFree};
  ConnectionFacts facts;
  for (const PQconninfoOption* option = options.get();
       option != nullptr && option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    if (keyword == "dbname") facts.database = option->val;
    if (keyword == "host") facts.host = option->val;
    if (keyword == "port") facts.port = option->val;
  }
  return MakeEndpoint(facts);
}

}  // namespace

void ConnectAttempt::Succeed(const Session& session) noexcept {
  quiet_.reset();
  if (!session.instrumenter().options().connect_spans) return;
  session.instrumenter()
      .Start([&] { return NamedOperation(session.endpoint(), kConnect, since_); })
      .End({});
}

void ConnectAttempt::Fail() noexcept try {
  quiet_.reset();
  const auto instrumenter = Postgres::instrumenter().Get();
  if (!instrumenter->options().connect_spans) return;
  OperationSpan operation = instrumenter->Start(
      [&] { return NamedOperation(EndpointOf(connection_string_), kConnect, since_); });
  operation.EndWith([] { return Observer{{}}(); });
} catch (...) {  // a lost span, not a lost connection
}

}  // namespace dbspan::pg
