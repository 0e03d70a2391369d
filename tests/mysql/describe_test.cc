#include "mysql/describe.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "mysql/jdbc/state.h"
#include "tests/support/case_name.h"
#include "tests/support/passwords.h"
#include "tests/support/systems.h"

namespace dbspan::mysql {
namespace {

struct TargetCase {
  const char* rule;
  ConnectTarget target;
  const char* address;
  int port;
  const char* schema;
};

class ReadTargetTest : public ::testing::TestWithParam<TargetCase> {};

TEST_P(ReadTargetTest, ReadsAddressPortAndSchema) {
  const EndpointFields fields = ReadTarget(GetParam().target, "8.0.36");

  EXPECT_EQ(fields.server_address, GetParam().address) << GetParam().rule;
  EXPECT_EQ(fields.server_port, GetParam().port) << GetParam().rule;
  EXPECT_EQ(fields.database, GetParam().schema) << GetParam().rule;
}

const TargetCase kCases[] = {
    {"a bare host", {"db", "", 0, ""}, "db", 3306, ""},
    {"tcp", {"tcp://db:3307/shop", "", 0, ""}, "db", 3307, "shop"},
    {"IPv6", {"tcp://[::1]:3307", "", 0, ""}, "::1", 3307, ""},
    {"IPv6 without port", {"tcp://[fe80::1]/shop", "", 0, ""}, "fe80::1", 3306, "shop"},
    {"a socket in the URL", {"unix:///run/mysqld.sock", "", 0, ""}, "/run/mysqld.sock", 0, ""},
    {"a socket among the options", {"tcp://db", "shop", 0, "/run/x"}, "/run/x", 0, "shop"},
    {"options win", {"tcp://db:1/a", "b", 2, ""}, "db", 2, "b"},
    {"a pipe", {"pipe://MySQL", "shop", 0, ""}, "MySQL", 0, "shop"},
    {"a list of hosts", {"tcp://a:1,b:2/shop", "", 0, ""}, "", 0, "shop"},
    {"a user is no part of the server",
     {"tcp://root:S3CRET@db:3307/shop", "", 0, ""},
     "db",
     3307,
     "shop"},
    {"a bare host with a user", {"root:S3CRET@db", "", 0, ""}, "db", 3306, ""},
    {"an @ in the password", {"mysql://root:S3C@RET@[::1]:1", "", 0, ""}, "::1", 1, ""},
    {"a query is no part of the schema",
     {"tcp://db/shop?password=S3CRET", "", 0, ""},
     "db",
     3306,
     "shop"},
    {"a query without a schema", {"tcp://db?password=S3CRET", "", 0, ""}, "db", 3306, ""},
    {"a slash in the password", {"tcp://root:S3C/RET@db/shop", "", 0, ""}, "", 3306, ""},
    {"a question mark in the password", {"tcp://root:S3C?RET@db", "", 0, ""}, "", 3306, ""},
    {"another scheme", {"jdbc:mysql://root:S3CRET@db/shop", "", 0, ""}, "", 0, ""},
    {"a socket with a user",
     {"unix://root:S3CRET@/run/x?password=S3CRET", "", 0, ""},
     "/run/x",
     0,
     ""},
    {"a socket with an @", {"unix:///run/a@b", "", 0, ""}, "/run/a@b", 0, ""},
    {"a question mark in the password of a socket",
     {"unix://root:S3C?RET@/run/x", "", 0, ""},
     "",
     0,
     ""},
    {"a user and a password without a host", {"tcp://root:S3CRET/shop", "", 0, ""}, "", 0, ""},
    {"no port after the colon", {"tcp://db:/shop", "", 0, ""}, "db", 3306, "shop"},
    {"a port that is none", {"tcp://db", "", 70000, ""}, "db", 0, ""},
    {"nothing", {"", "", 0, ""}, "", 3306, ""},
};
INSTANTIATE_TEST_SUITE_P(Rules, ReadTargetTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(MySqlDescribeTest, NoPieceOfAPasswordIsKept) {
  std::mt19937 random{20261128};
  for (int i = 0; i < 2'000; ++i) {
    const std::string password = test::PasswordWithDelimiters(random);
    std::vector<std::string> urls = test::UrlsWith(password);
    urls.push_back("unix://user:" + password + "@/run/x");
    urls.push_back("pipe://user:" + password + "@MySQL?a=b");
    for (const std::string& url : urls) {
      for (const ConnectTarget& target :
           {ConnectTarget{url, "", 0, ""}, {"tcp://db", url, 0, ""}, {"tcp://db", "", 0, url}}) {
        const Endpoint endpoint{ReadTarget(target, "")};
        const EndpointFields& fields = endpoint.fields();

        EXPECT_FALSE(test::HasPieceOf(password, fields.server_address)) << url;
        EXPECT_FALSE(test::HasPieceOf(password, fields.database)) << url;
        EXPECT_FALSE(test::HasPieceOf(password, std::to_string(fields.server_port))) << url;
      }
    }
  }
}

TEST(MySqlDescribeTest, MariaDbSaysSoInItsVersion) {
  EXPECT_EQ(ReadTarget({}, "10.11.6-MariaDB-0+deb12u1").system, systems::kMariaDb);
  EXPECT_EQ(ReadTarget({}, "9.1.0").system, systems::kMySql);
}

TEST(MySqlDescribeTest, UseNamesTheSchema) {
  EXPECT_EQ(SchemaOfUse("USE shop"), "shop");
  EXPECT_EQ(SchemaOfUse("  use `a b` ;"), "a b");
  EXPECT_EQ(SchemaOfUse("use`x`"), "x");
  EXPECT_EQ(SchemaOfUse("USE shop; SELECT 1"), "shop");
}

TEST(MySqlDescribeTest, OtherStatementsNameNone) {
  for (const char* sql : {"", "USE", "USE ", "USELESS x", "SELECT 1", "use `open", "us"}) {
    EXPECT_EQ(SchemaOfUse(sql), "") << sql;
  }
}

TEST(MySqlDescribeTest, ARunningOperationKeepsItsSchema) {
  Session session{ReadTarget({"tcp://db/a", "", 0, ""}, "")};
  const EndpointPtr before = session.endpoint();

  session.FollowSchema("USE b");

  EXPECT_EQ(before->fields().database, "a");
  EXPECT_EQ(session.endpoint()->fields().database, "b");
}

}  // namespace
}  // namespace dbspan::mysql
