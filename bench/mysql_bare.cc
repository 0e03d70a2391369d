// MySQL: a point read, bare and with spans written by hand; and a bare stream.
#include <mysql_driver.h>

#include <memory>

#include "bench/mysql_session.h"

namespace dbspan::bench {
namespace {

std::shared_ptr<MySqlSession> Connect(const Target& target) {
  return std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance(), target);
}

ClientCalls::Call SelectByHand(const Target& target, const ByHand& by_hand) {
  const test::ServerUrl& server = target.server;
  return [session = Connect(target), server, port = std::int64_t{server.port}, &by_hand] {
    const auto result = by_hand.Run(
        "SELECT bench",
        {{"db.system.name", "mariadb"},
         {"db.namespace", server.database},
         {"server.address", server.host},
         {"server.port", port},
         {"db.query.summary", "SELECT bench"},
         {"db.query.text", "SELECT name FROM bench WHERE id = ?"}},
        {{"db.system.name", "mariadb"},
         {"db.namespace", server.database},
         {"server.address", server.host},
         {"server.port", port},
         {"db.query.summary", "SELECT bench"}},
        [&] { return session->Read(); },
        [](opentelemetry::trace::Span& span, const std::unique_ptr<sql::ResultSet>& rows) {
          span.SetAttribute("db.response.returned_rows",
                            static_cast<std::int64_t>(rows->rowsCount()));
        },
        [](const ByHand& to, const std::unique_ptr<sql::ResultSet>& rows,
           ByHand::Attributes measured, const ByHand::Context& context) {
          to.RecordRows(static_cast<std::uint64_t>(rows->rowsCount()), measured, context);
        });
    return result->rowsCount();
  };
}

ClientCalls Bare(const char* name, Target (*target)()) {
  return {name,
          [=]() -> ClientCalls::Call {
            return [session = Connect(target())] { return session->Read()->rowsCount(); };
          },
          {},
          [=](const ByHand& by_hand) { return SelectByHand(target(), by_hand); }};
}

}  // namespace

std::vector<ClientCalls> AllCalls() {
  std::vector<ClientCalls> calls = PointReads(&Bare);
  calls.push_back({kStreams,
                   []() -> ClientCalls::Call {
                     return [session = Connect(LiveMySql())] { return session->Stream(); };
                   },
                   {},
                   {}});
  return calls;
}

}  // namespace dbspan::bench
