// Tests the recorded server addresses of connections of the C API.
#include <filesystem>
#include <fstream>

#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;

class MySqlCApiConnectTest : public MySqlCApiFixture {
 protected:
  /// Executes a statement and returns the first field of the first row.
  std::string Answer(const std::string& sql) const {
    const SuppressInstrumentation quiet;
    EXPECT_EQ(Query(sql), 0);
    const Result result = Store();
    return mysql_fetch_row(result.get())[0];
  }

  /// Opens a connection to another address and executes a statement on it.
  Connection Opened(const char* host, int port, const char* socket) {
    Connection other{mysql_init(nullptr)};
    EXPECT_NE(mysql_real_connect(other.get(), host, server_.user.c_str(), server_.password.c_str(),
                                 server_.database.c_str(), static_cast<unsigned>(port), socket, 0),
              nullptr)
        << mysql_error(other.get());
    EXPECT_EQ(mysql_query(other.get(), "DO 1"), 0);
    return other;
  }
};

TEST_F(MySqlCApiConnectTest, ASocketIsItsOwnAddress) {
  const std::string path = Answer("SELECT @@socket");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the server's socket is not on this machine";
  const Connection other = Opened(nullptr, 0, path.c_str());

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("server.address", Text(path)), KeepsTheContract(),
                                LacksAttribute("server.port"))));
}

#ifdef MARIADB_BASE_VERSION
TEST_F(MySqlCApiConnectTest, OfAListOfHostsTheOneThatAnsweredIsTheAddress) {
  const std::string hosts =
      server_.host + ":1," + server_.host + ":" + std::to_string(server_.port);
  const Connection other = Opened(hosts.c_str(), 0, nullptr);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(HasAttribute("server.address", Text(server_.host)), KeepsTheContract(),
                        HasAttribute("server.port", Number(server_.port)))));
}

TEST_F(MySqlCApiConnectTest, OfAListOfHostsThatDoNotAnswerNoneIsTheAddress) {
  Reconnect([](Options& options) { options.connect_spans = true; });
  const Connection refused{mysql_init(nullptr)};
  EXPECT_EQ(
      mysql_real_connect(refused.get(), "127.0.0.1:1,127.0.0.1:2", "nobody", "", "", 0, nullptr, 0),
      nullptr);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("2002"), KeepsTheContract(),
                                LacksAttribute("server.address"), LacksAttribute("server.port"))));
}
#endif

TEST_F(MySqlCApiConnectTest, AConnectionThatWasMadeAgainIsTraced) {
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
  const bool reconnect = true;
  mysql_options(connection(), MYSQL_OPT_RECONNECT, &reconnect);
  KillConnection();
  ASSERT_EQ(mysql_ping(connection()), 0) << mysql_error(connection());
  Query("USE information_schema");
  Query("DO 1");

  const auto spans = telemetry_.Spans();
  ASSERT_FALSE(spans.empty());
  EXPECT_THAT(spans.back(),
              AllOf(SpanSucceeded(), HasAttribute("db.namespace", Text("information_schema"))));
}

TEST_F(MySqlCApiConnectTest, LoadedRowsAreAffectedRows) {
  const bool allowed = Answer("SELECT @@local_infile") == "1";
  const auto path = std::filesystem::temp_directory_path() /
                    ("dbspan-load-" + std::to_string(mysql_thread_id(connection())));
  std::ofstream{path} << "11\tsecret\n12\tsecret\n";
  const unsigned enable = 1;
  mysql_options(connection(), MYSQL_OPT_LOCAL_INFILE, &enable);
  const int failed = Query("LOAD DATA LOCAL INFILE '" + path.string() + "' INTO TABLE t");
  std::filesystem::remove(path);

  EXPECT_EQ(failed == 0, allowed) << mysql_error(connection());
  const auto text = HasAttribute("db.query.text", Text("LOAD DATA LOCAL INFILE ? INTO TABLE t"));
  if (allowed) {
    EXPECT_THAT(telemetry_.Spans(),
                ElementsAre(AllOf(SpanSucceeded(), text, KeepsTheContract(),
                                  HasAttribute("dbspan.affected_rows", Number(2)))));
  } else {
    EXPECT_THAT(telemetry_.Spans(),
                ElementsAre(AllOf(AnyOf(SpanFailedWith("3948"), SpanFailedWith("2068")), text)));
  }
}

}  // namespace
}  // namespace dbspan::test
