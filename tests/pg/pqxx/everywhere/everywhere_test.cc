// Tests a program that uses libpqxx's names at file scope, as most do. The build includes
// <dbspan/pqxx_everywhere>; only a few lines use dbspan's names.
#include <pqxx/pqxx>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <tuple>

#include "dbspan/pg/instrumentation.h"
#include "tests/pg/pqxx/everywhere/store.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

enum class Colour { kRed, kGreen };

DBSPAN_PQXX_NATIVE_BEGIN
namespace pqxx {
PQXX_DECLARE_ENUM_CONVERSION(Colour);
}  // namespace pqxx
DBSPAN_PQXX_NATIVE_END

using dbspan::test::SpanNamed;
using ::testing::AllOf;
using ::testing::ElementsAre;

// libpqxx deprecates these functions since 7.10, but existing programs use them.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/// Receives notifications in a class derived from libpqxx's receiver.
class Receiver : public pqxx::notification_receiver {
 public:
  using notification_receiver::notification_receiver;
  void operator()(const std::string& payload, int /*pid*/) override { received = payload; }
  std::string received;
};

struct Settings {
  std::optional<pqxx::connection> connection;
  pqxx::result kept;
};

class PqxxEverywhereTest : public ::testing::Test {
 protected:
  PqxxEverywhereTest() {
    dbspan::configure<dbspan::Postgres>(telemetry_.options());
    connection_.emplace(server_.text);
    pqxx::nontransaction setup{*connection_};
    setup.exec("CREATE TEMPORARY TABLE items (id INT, name TEXT)");
    setup.exec("INSERT INTO items VALUES (1, 'tea'), (2, 'milk')");
    telemetry_.Clear();
  }
  ~PqxxEverywhereTest() override { dbspan::configure<dbspan::Postgres>(dbspan::Options{}); }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& span : telemetry_.Spans()) names.push_back(span.name);
    return names;
  }

  dbspan::test::ServerUrl server_ = dbspan::test::PostgresServer();
  dbspan::test::Telemetry telemetry_;
  std::optional<pqxx::connection> connection_;
};

TEST_F(PqxxEverywhereTest, TransactionsAreTracedAcrossFilesAndTemplates) {
  const Store store{*connection_};
  const std::unique_ptr<pqxx::work> work = store.Begin();
  EXPECT_EQ(Items(*work, 1).size(), 1U);
  EXPECT_EQ(Count(*work), 2);
  work->exec_prepared("add_item", 3, "salt");
  {
    pqxx::subtransaction nested{*work, "nested"};
    EXPECT_EQ(Items(nested, 0).size(), 3U);
    EXPECT_EQ(Count(nested), 3);
  }
  work->commit();

  EXPECT_THAT(Names(), ElementsAre("SELECT items", "SELECT items", "INSERT items", "SELECT items",
                                   "SELECT items"));
}

TEST_F(PqxxEverywhereTest, PoolsLendTracedConnections) {
  Pool pool{server_.text};
  auto lent = pool.Take();
  pqxx::read_transaction{*lent}.exec("SELECT 1");
  pool.Give(std::move(lent));
  EXPECT_EQ(pool.CountIdle(), 1U);
  pqxx::nontransaction{*pool.Take()}.exec("SELECT 2");

  EXPECT_THAT(Names(), ElementsAre("SELECT", "SELECT"));
}

TEST_F(PqxxEverywhereTest, ResultsOutliveTheirConnections) {
  Settings settings;
  settings.connection.emplace(server_.text);
  {
    pqxx::work work{*settings.connection};
    settings.kept = work.exec("SELECT 7, 'seven'");
  }
  settings.connection.reset();

  EXPECT_EQ(settings.kept[0][0].as<int>(), 7);
  EXPECT_STREQ(settings.kept.front().back().c_str(), "seven");
}

TEST_F(PqxxEverywhereTest, TypesOfTheApplicationAreConverted) {
  pqxx::work work{*connection_};
  EXPECT_EQ(pqxx::to_string(Colour::kGreen), "1");
  EXPECT_EQ(work.exec("SELECT 1")[0][0].as<Colour>(), Colour::kGreen);
#if PQXX_VERSION_MAJOR >= 7
  EXPECT_FALSE(pqxx::nullness<Colour>::has_null);
  EXPECT_EQ(work.exec_params("SELECT $1::int", Colour::kGreen)[0][0].as<Colour>(), Colour::kGreen);
#endif
}

TEST_F(PqxxEverywhereTest, ReceiversAreClasses) {
  Receiver receiver{*connection_, "news"};
  pqxx::nontransaction{*connection_}.exec("NOTIFY news, 'hello'");
  connection_->get_notifs();

  EXPECT_EQ(receiver.received, "hello");
}

TEST_F(PqxxEverywhereTest, PipelinesAreRetained) {
  pqxx::work work{*connection_};
  pqxx::pipeline pipeline{work};
  pipeline.retain(5);
  std::map<pqxx::pipeline::query_id, int> expected;
  for (int i = 0; i < 3; ++i) expected[pipeline.insert("SELECT " + std::to_string(i))] = i;
  for (const auto& [id, value] : expected) {
    EXPECT_EQ(pipeline.retrieve(id)[0][0].as<int>(), value);
  }

  EXPECT_THAT(Names(), ElementsAre("SELECT", "SELECT", "SELECT"));
}

/// Deduces the parameters of a transaction, as libpqxx's own class has them.
template <pqxx::isolation_level Level, auto Policy>
constexpr bool IsSerializable(const pqxx::transaction<Level, Policy>& /*transaction*/) {
  return Level == pqxx::isolation_level::serializable;
}

TEST_F(PqxxEverywhereTest, LargeObjectsTakeAnyTransactionOfTheDatabase) {
  const auto create = [](pqxx::dbtransaction& transaction) {
    pqxx::largeobject{transaction}.remove(transaction);
  };
  pqxx::work work{*connection_};
  EXPECT_FALSE(IsSerializable(work));
  pqxx::subtransaction outer{work};
  pqxx::subtransaction inner{outer};
  create(inner);
  inner.commit();
  outer.commit();
  create(work);
  work.commit();
  EXPECT_TRUE(IsSerializable(pqxx::transaction<pqxx::isolation_level::serializable>{*connection_}));
}

TEST_F(PqxxEverywhereTest, ErrorsAreLibpqxxsOwn) {
  pqxx::work work{*connection_};
  try {
    work.exec("SELECT nothing");
    FAIL() << "there is no such column";
  } catch (const pqxx::undefined_column& error) {
    EXPECT_EQ(error.query(), "SELECT nothing");
  }
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(dbspan::test::SpanFailedWith("42703")));
}

#if PQXX_VERSION_MAJOR >= 7
TEST_F(PqxxEverywhereTest, MovedConnectionsThrowAsLibpqxxDoes) {
  pqxx::connection moved{server_.text};
  const pqxx::connection taken{std::move(moved)};

  EXPECT_THROW(moved.prepare("one", "SELECT 1"), pqxx::broken_connection);
  EXPECT_THROW(moved.unprepare("one"), pqxx::failure);
  EXPECT_THROW(pqxx::nontransaction{moved}.exec("SELECT 1"), pqxx::failure);
}

TEST_F(PqxxEverywhereTest, ConnectionsOfLibpqxxAreTakenOverWithoutAnOperation) {
  dbspan::Options options = telemetry_.options();
  options.connect_spans = true;
  dbspan::configure<dbspan::Postgres>(options);
  const auto connect = [&]() -> pqxx::connection {
    pqxx::connecting attempt{server_.text};
    while (!attempt.done()) attempt.process();
    return std::move(attempt).produce();
  };
  pqxx::connection produced = connect();
  pqxx::nontransaction{produced}.exec("SELECT 1");
  auto* const raw = std::move(produced).release_raw_connection();
  pqxx::connection seized = pqxx::connection::seize_raw_connection(raw);
  pqxx::nontransaction{seized}.exec("SELECT 2");

  // libpq's own functions record the attempt.
  EXPECT_THAT(Names(), ElementsAre("CONNECT " + server_.database, "SELECT", "SELECT"));
}

TEST_F(PqxxEverywhereTest, RowsAreTuplesAndParametersAreAppended) {
  pqxx::work work{*connection_};
  const pqxx::result rows = work.exec("SELECT 1, 'x'");  // owns the row from libpqxx 8 on
  EXPECT_EQ((rows[0].as<int, std::string>()), (std::tuple<int, std::string>{1, "x"}));
  pqxx::params params;
  for (int i = 0; i < 3; ++i) params.append(i);
  EXPECT_EQ(work.exec_params("SELECT $1::int + $2::int + $3::int", params)[0][0].as<int>(), 3);
  EXPECT_EQ(Names().size(), 2U);
}
#endif

TEST_F(PqxxEverywhereTest, OtherSpellingsMeanTheSame) {
  namespace db = pqxx;
  db::work one{*connection_};
  one.exec("SELECT 1");
  one.commit();
  ::pqxx::work two{*connection_};
  two.exec("SELECT 2");
  two.commit();
  dbspan::pqxx::work three{*connection_};
  three.exec("SELECT 3");
  three.commit();
  const auto run = [](pqxx::connection& connection) {
    using pqxx::work;
    work four{connection};
    four.exec("SELECT 4");
  };
  run(*connection_);

  EXPECT_THAT(Names(), ElementsAre("SELECT", "SELECT", "SELECT", "SELECT"));
}
