// Tests the recorded server addresses: one of several hosts, IPv6, a socket, another server after a
// reset.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

class LibpqAddressTest : public LibpqFixture {
 protected:
  std::string Port() const { return std::to_string(server_.port); }
  /// Connects again; hosts and ports are comma-separated lists, as libpq accepts them.
  void ReconnectTo(const std::string& hosts, const std::string& ports) {
    connection_.reset(PQconnectdb(("host=" + hosts + " port=" + ports + " user=" + server_.user +
                                   " dbname=" + server_.database)
                                      .c_str()));
  }
  bool connected() const { return PQstatus(connection()) == CONNECTION_OK; }
  /// Returns the directory of the server's socket; empty if it is not on this machine.
  std::string SocketDirectory() const {
    const SuppressInstrumentation quiet;
    const Result shown = Exec("SHOW unix_socket_directories");
    const std::string all = PQgetvalue(shown.get(), 0, 0);
    std::string first = all.substr(0, all.find(','));
    return std::filesystem::exists(first + "/.s.PGSQL." + Port()) ? first : "";
  }
  static auto At(const std::string& address) {
    return AllOf(HasAttribute("server.address", Text(address)), KeepsTheContract());
  }
};

TEST_F(LibpqAddressTest, OfSeveralHostsTheOneThatAnsweredIsTheAddress) {
  ReconnectTo(server_.host + ',' + server_.host, "1," + Port());
  ASSERT_TRUE(connected()) << PQerrorMessage(connection());

  Exec("SELECT 1");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(At(server_.host), HasAttribute("server.port", Number(server_.port)))));
}

TEST_F(LibpqAddressTest, AnAddressOfIpv6IsTheAddress) {
  ReconnectTo("::1", Port());
  if (!connected()) GTEST_SKIP() << PQerrorMessage(connection());

  Exec("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(At("::1"), HasAttribute("server.port", Number(server_.port)))));
}

TEST_F(LibpqAddressTest, ASocketIsItsOwnAddress) {
  const std::string directory = SocketDirectory();
  if (directory.empty()) GTEST_SKIP() << "the server's socket is not on this machine";
  ReconnectTo(directory, Port());
  ASSERT_TRUE(connected()) << PQerrorMessage(connection());

  Exec("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(At(directory + "/.s.PGSQL." + Port()),
                                                    LacksAttribute("server.port"))));
}

TEST_F(LibpqAddressTest, BehindAResetTheAddressIsTheNewOne) {
  const std::string directory = SocketDirectory();
  if (directory.empty()) GTEST_SKIP() << "the server's socket is not on this machine";
  std::string made = std::filesystem::temp_directory_path() / "dbspan-address.XXXXXX";
  ASSERT_NE(mkdtemp(made.data()), nullptr);
  const std::string later = made + "/later";
  ReconnectTo(later + ',' + server_.host, Port() + ',' + Port());
  ASSERT_TRUE(connected()) << PQerrorMessage(connection());

  Exec("SELECT 1");
  std::filesystem::create_directory_symlink(directory, later);
  PQreset(connection());
  EXPECT_TRUE(connected()) << PQerrorMessage(connection());
  Exec("SELECT 2");
  std::filesystem::remove_all(made);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(At(server_.host), At(later + "/.s.PGSQL." + Port())));
}

}  // namespace
}  // namespace dbspan::test
