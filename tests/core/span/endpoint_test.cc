#include "dbspan/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/span/endpoint_attributes.h"
#include "tests/support/systems.h"

namespace dbspan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> KeysOf(const Endpoint& endpoint) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : endpoint.attributes()) keys.emplace_back(key);
  return keys;
}

TEST(EndpointTest, WhatIsNotKnownHasNoAttribute) {
  const Endpoint endpoint{EndpointFields{}};

  EXPECT_THAT(KeysOf(endpoint), ElementsAre("db.system.name"));
  EXPECT_THAT(endpoint.server(), IsEmpty());
}

TEST(EndpointTest, EverythingKnownIsLaidOut) {
  const Endpoint endpoint{{systems::kRedis, "0", "cache", 6379, "10.0.0.1", 6380}};

  EXPECT_THAT(KeysOf(endpoint),
              ElementsAre("db.system.name", "db.namespace", "server.address", "server.port",
                          "network.peer.address", "network.peer.port"));
  EXPECT_EQ(endpoint.server(), "cache:6379");
}

TEST(EndpointTest, ADoubtfulAddressLeavesWithItsPortOnly) {
  const Endpoint endpoint{{systems::kRedis, "0", "redis://:S3CRET/0", 6379, "S3C@RET", 6380}};

  EXPECT_THAT(KeysOf(endpoint), ElementsAre("db.system.name", "db.namespace"));
  EXPECT_THAT(endpoint.server(), IsEmpty());
}

TEST(EndpointTest, ADoubtfulNamespaceLeavesWithTheServer) {
  for (const char* name : {"S3CRET@db", "S3CRET@db/shop|public", "postgresql://u:S3CRET@h/db",
                           "postgresql://S3CRET", "host=h password=S3CRET"}) {
    const Endpoint endpoint{{systems::kPostgreSql, name, "bob", 1234, "10.0.0.1", 5432}};

    EXPECT_THAT(KeysOf(endpoint),
                ElementsAre("db.system.name", "network.peer.address", "network.peer.port"))
        << name;
    EXPECT_THAT(endpoint.server(), IsEmpty()) << name;
  }
}

TEST(EndpointTest, PortWithoutAddressIsLeftOut) {
  const Endpoint endpoint{{systems::kMySql, "", "", 3306, "", 3306}};

  EXPECT_THAT(KeysOf(endpoint), ElementsAre("db.system.name"));
}

TEST(EndpointTest, SocketPathIsTheServer) {
  const Endpoint endpoint{{systems::kPostgreSql, "", "/run/.s.PGSQL.5432", 0, "", 0}};

  EXPECT_EQ(endpoint.server(), "/run/.s.PGSQL.5432");
}

TEST(EndpointTest, SystemsHaveTheirWellKnownNames) {
  EXPECT_EQ(systems::kPostgreSql.name(), "postgresql");
  EXPECT_EQ(systems::kMySql.name(), "mysql");
  EXPECT_EQ(systems::kMariaDb.name(), "mariadb");
  EXPECT_EQ(systems::kRedis.name(), "redis");
}

}  // namespace
}  // namespace dbspan
