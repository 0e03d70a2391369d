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

TEST(EndpointTest, AUserIsNoPartOfTheAddress) {
  const auto address_of = [](const char* given) {
    EndpointFields fields;
    fields.server_address = given;
    return Endpoint{fields}.fields().server_address;
  };

  EXPECT_EQ(address_of("root:S3CRET@db"), "db");
  EXPECT_EQ(address_of("root:S3C@RET@::1"), "::1");
  EXPECT_EQ(address_of("host=h password=S3CRET"), "");
  EXPECT_EQ(address_of("/run/a@b"), "/run/a@b");
  EXPECT_EQ(address_of("@abstract@socket"), "@abstract@socket");
}

TEST(EndpointTest, PartsOfAPasswordAreNoDatabase) {
  for (const char* name : {"S3CRET@db", "S3CRET@db/shop|public", "postgresql://u:S3CRET@h/db",
                           "host=h password=S3CRET"}) {
    const Endpoint endpoint{{systems::kPostgreSql, name, "bob", 1234, "", 0}};

    EXPECT_THAT(KeysOf(endpoint), ElementsAre("db.system.name", "server.address")) << name;
    EXPECT_EQ(endpoint.server(), "bob") << name;
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
