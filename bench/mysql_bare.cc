// A point read on loopback: bare, and with spans written by hand.
#include <mysql_driver.h>

#include <memory>
#include <string>

#include "bench/client_bench.h"
#include "bench/mysql_session.h"

namespace dbspan::bench {
namespace {

std::shared_ptr<MySqlSession> Connect() {
  return std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance());
}

ClientCalls::Call BareSelect() {
  return [session = Connect()] { benchmark::DoNotOptimize(session->Read()->rowsCount()); };
}

ClientCalls::Call BareStream() {
  return [session = Connect()] { session->Stream(); };
}

ClientCalls::Call SelectByHand(const ByHand& by_hand) {
  const test::ServerUrl server = test::MySqlServer();
  return [session = Connect(), server, port = std::int64_t{server.port}, &by_hand] {
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
          to.rows().Record(static_cast<std::uint64_t>(rows->rowsCount()), measured, context);
        });
    benchmark::DoNotOptimize(result->rowsCount());
  };
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  RegisterBare({kPointReads, &BareSelect, {}, &SelectByHand});
  RegisterBigBare(kStreams, &BareStream);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
