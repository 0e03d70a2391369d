#include "pg/server_names.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <random>
#include <string>

#include "pg/describe.h"
#include "pg/schema.h"
#include "tests/support/passwords.h"

namespace dbspan::pg {
namespace {

Keywords Parse(const std::string& options) {
  return {PQconninfoParse(options.c_str(), nullptr), &PQconninfoFree};
}

TEST(PgServerNamesTest, PiecesOfPasswordsNameNoServers) {
  for (const char* url : {"postgresql://user:p@zqsecret3/more@127.0.0.1/db",
                          "postgresql://user:zqsecret4/x@127.0.0.1/db",
                          "postgresql://user:p@zqsecret5:12@127.0.0.1/db",
                          "postgresql://user:p@zqsecret6,cd@127.0.0.1:1/db",
                          "postgresql://user:p@@zqsecret7,cd@127.0.0.1:1/db"}) {
    const Keywords keywords = Parse(url);
    ASSERT_NE(keywords, nullptr) << url;
    EXPECT_FALSE(NamesServers(keywords.get())) << url;
  }
}

TEST(PgServerNamesTest, ListsAndSocketsAndEscapedPasswordsDo) {
  for (const char* options :
       {"postgresql://user:p%40zq%2Fmore@127.0.0.1:1/db", "postgresql://a:1,b:2/db",
        "host=/run/x,db,::1 port=1,,2 dbname=db", "postgresql://[::1]/", "postgresql:///db", ""}) {
    EXPECT_TRUE(NamesServers(Parse(options).get())) << options;
  }
  EXPECT_TRUE(NamesServers(nullptr));
}

// libpq's own parser decides what becomes of a password that is not escaped.
TEST(PgServerNamesTest, NoPieceOfARandomPasswordIsKept) {
  std::mt19937 random{20261128};
  for (int i = 0; i < 5'000; ++i) {
    const std::string password = test::PasswordWithDelimiters(random);
    for (const std::string& options : test::UrlsWith(password)) {
      const Keywords keywords = Parse(options);
      if (!NamesServers(keywords.get())) continue;
      const auto endpoint = detail::pg::MakeEndpoint({ValueOf(keywords.get(), "dbname"),
                                                      ValueOf(keywords.get(), "host"),
                                                      ValueOf(keywords.get(), "port")});

      EXPECT_FALSE(test::HasPieceOf(password, endpoint->fields().database)) << options;
      EXPECT_FALSE(test::HasPieceOf(password, endpoint->server())) << options;
    }
  }
}

}  // namespace
}  // namespace dbspan::pg
