// Runs mixed load on all clients while switches change. The argument is the duration in seconds.
// Prints the resident memory at intervals, and fails if it grows.
#include <dbspan/hiredis.h>
#include <dbspan/mysql_driver.h>
#include <dbspan/pqxx>

#include <cppconn/prepared_statement.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/mysql_session.h"
#include "bench/telemetry.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/redis/instrumentation.h"
#include "tests/support/servers.h"

namespace dbspan::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<bool> stopping{false};
std::atomic<std::uint64_t> calls{0};

std::size_t ResidentKilobytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stoul(line.substr(6));
  }
  return 0;
}

void LoadPostgres() {
  pqxx::connection connection{test::PostgresServer().text};
  for (int i = 0; !stopping; ++i) {
    pqxx::work work{connection};
    work.exec("SELECT relname FROM pg_class WHERE oid = " + std::to_string(i % 5000));
    try {
      if (i % 50 == 0) work.exec("SELECT * FROM nowhere");
    } catch (const ::pqxx::sql_error&) {
    }
    ++calls;
  }
}

void LoadRedis() {
  const test::ServerUrl server = test::RedisServer();
  while (!stopping) {
    const std::unique_ptr<redisContext, void (*)(redisContext*)> context{
        redisConnect(server.host.c_str(), server.port), [](redisContext* c) { redisFree(c); }};
    for (int i = 0; i < 1000 && !stopping; ++i) {
      freeReplyObject(redisCommand(context.get(), "GET soak:%d", i % 100));
      for (int j = 0; j < 10; ++j) redisAppendCommand(context.get(), "INCR soak:count");
      for (int j = 0; j < 10; ++j) {
        void* reply = nullptr;
        redisGetReply(context.get(), &reply);
        freeReplyObject(reply);
      }
      ++calls;
    }
  }
}

void LoadMySql() {
  const MySqlSession session{*sql::mysql::get_mysql_driver_instance()};
  const std::unique_ptr<sql::PreparedStatement> prepared{
      session.connection->prepareStatement("SELECT name FROM bench WHERE id = ?")};
  for (int i = 0; !stopping; ++i) {
    session.Read();
    prepared->setInt(1, i % 10);
    const std::unique_ptr<sql::ResultSet> rows{prepared->executeQuery()};
    while (rows->next()) {
    }
    ++calls;
  }
}

void FlipSwitches() {
  for (unsigned i = 0; !stopping; ++i) {
    for (Switches* one : {&switches<Postgres>(), &switches<Redis>(), &switches<MySql>()}) {
      one->set_enabled(i % 3 != 0);
      one->set_require_parent(i % 7 == 0);
      one->set_slow_threshold(std::chrono::microseconds{i % 5 == 0 ? 100 : 0});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

template <class Client>
void Configure(const Telemetry& telemetry) {
  Options options = telemetry.options();
  options.report_interval = std::chrono::seconds{1};
  configure<Client>(options);
}

int Soak(std::chrono::seconds time) {
  constexpr std::size_t kQueue = 2048;  // the SDK's default, because waiting spans use memory
  const Telemetry telemetry{Spans::kWireOtlp, true, {}, kQueue};
  Configure<Postgres>(telemetry);
  Configure<Redis>(telemetry);
  Configure<MySql>(telemetry);
  std::vector<std::thread> threads;
  threads.emplace_back(&LoadPostgres);
  threads.emplace_back(&LoadRedis);
  threads.emplace_back(&LoadMySql);
  threads.emplace_back(&FlipSwitches);
  const auto start = Clock::now();
  std::vector<std::size_t> resident;
  constexpr int kLooks = 20;
  for (int look = 1; look <= kLooks; ++look) {
    std::this_thread::sleep_until(start + time * look / kLooks);
    resident.push_back(ResidentKilobytes());
    std::cout << std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start).count()
              << " s: " << resident.back() << " KiB resident, " << calls << " rounds\n"
              << std::flush;
  }
  stopping = true;
  for (std::thread& thread : threads) thread.join();
  // The first quarter of the time fills caches. After that, the memory must not grow.
  const std::size_t settled = resident[kLooks / 4];
  const std::size_t last = resident.back();
  const bool flat = last <= settled + settled / 10;
  std::cout << (flat ? "flat: " : "GREW: ") << settled << " KiB after a quarter, " << last
            << " KiB at the end\n";
  return flat ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  const int seconds = argc == 2 ? std::atoi(argv[1]) : 0;
  if (seconds <= 0) {
    std::cerr << "usage: " << argv[0] << " SECONDS\n";
    return EXIT_FAILURE;
  }
  return dbspan::bench::Soak(std::chrono::seconds{seconds});
}
