#include "core/span/endpoint_check.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/support/passwords.h"

namespace dbspan {
namespace {

TEST(EndpointCheckTest, ServersAreNamesAddressesAndSockets) {
  for (const char* address :
       {"db", "db-1.example.com", "db_1", "db.", "xn--bcher-kva", "b\xc3\xbcrse.example",
        "127.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "/run/x/.s.PGSQL.5432",
        "/var/My Data/x", "@abstract", "./x/redis.sock", "../redis.sock", "redis.sock"}) {
    EXPECT_TRUE(IsServerAddress(address)) << address;
  }
}

TEST(EndpointCheckTest, NothingElseIsAServer) {
  for (const char* address : {"",
                              "bob@db",
                              "bob:S3CRET@db",
                              "bob:S3CRET",
                              "S3CRET/0",
                              "redis://:S3CRET/0",
                              "//S3CRET@db",
                              "host=db password=S3CRET",
                              "a,b",
                              "a b",
                              "a?b",
                              "a#b",
                              "[::1]",
                              "::1::2",
                              "::1%",
                              "::1%a/b",
                              "::1/64",
                              "1.2.3.4:5",
                              "/run/bob@db",
                              "@a@b",
                              "/run/x?password=S3CRET",
                              "/run/x=S3CRET",
                              "/mysql://S3CRET",
                              "a\nb",
                              "run/redis.sock",
                              ":"}) {
    EXPECT_FALSE(IsServerAddress(address)) << address;
  }
  EXPECT_FALSE(IsServerAddress(std::string(500, ':')));
}

TEST(EndpointCheckTest, NamespacesHaveNoSignsOfUrls) {
  for (const char* name : {"", "0", "shop", "shop|public", "a b", "a:b", "a/b", "b\xc3\xbc"}) {
    EXPECT_TRUE(IsNamespace(name)) << name;
  }
  for (const char* name : {"a@b", "@", "a=b", "postgresql://a", "://"}) {
    EXPECT_FALSE(IsNamespace(name)) << name;
  }
}

TEST(EndpointCheckTest, PortsAreNumbersUpTo65535) {
  EXPECT_EQ(PortOfText("1"), 1);
  EXPECT_EQ(PortOfText("65535"), 65535);
  for (const char* text : {"", "0", "65536", "-1", "+1", " 1", "1 ", "12@db", "S3CRET", "1,2"}) {
    EXPECT_EQ(PortOfText(text), 0) << text;
  }
  EXPECT_EQ(PortOfNumber(65535), 65535);
  EXPECT_EQ(PortOfNumber(65536), 0);
  EXPECT_EQ(PortOfNumber(-1), 0);
  EXPECT_EQ(PortOfNumber(0), 0);
}

// The clients that do not parse URLs record the host, path and database as they are given.
TEST(EndpointCheckTest, NoPieceOfAPasswordIsKeptIfAUrlStandsForAHostAPathOrADatabase) {
  std::mt19937 random{20261128};
  for (int i = 0; i < 500; ++i) {
    const std::string password = test::PasswordWithDelimiters(random);
    for (const std::string& url : test::UrlsWith(password)) {
      for (std::string EndpointFields::*field :
           {&EndpointFields::server_address, &EndpointFields::database,
            &EndpointFields::peer_address}) {
        EndpointFields fields;
        fields.*field = url;
        const Endpoint endpoint{fields};

        EXPECT_FALSE(test::HasPieceOf(password, endpoint.fields().server_address)) << url;
        EXPECT_FALSE(test::HasPieceOf(password, endpoint.fields().database)) << url;
        EXPECT_FALSE(test::HasPieceOf(password, endpoint.fields().peer_address)) << url;
        EXPECT_FALSE(test::HasPieceOf(password, endpoint.server())) << url;
      }
    }
  }
}

}  // namespace
}  // namespace dbspan
