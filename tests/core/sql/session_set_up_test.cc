#include "core/sql/session_set_up.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "dbspan/detail/named_operation.h"
#include "tests/support/systems.h"

namespace dbspan {
namespace {

EndpointPtr EndpointOf(System system) {
  EndpointFields fields;
  fields.system = system;
  return std::make_shared<const Endpoint>(std::move(fields));
}

bool SqlSetsUp(System system, const char* sql) {
  const EndpointPtr endpoint = EndpointOf(system);
  Operation operation;
  operation.endpoint = endpoint;
  operation.sql = sql;
  return SetsSessionUp(operation);
}

bool NameSetsUp(System system, const char* name) {
  const EndpointPtr endpoint = EndpointOf(system);
  return SetsSessionUp(detail::NamedOperation(endpoint, name));
}

TEST(SessionSetUpTest, SettingAndAskingForSettingsIs) {
  for (const System system : {systems::kPostgreSql, systems::kMySql, systems::kMariaDb}) {
    for (const char* sql :
         {"SET NAMES utf8", " set autocommit=1;", "/* c */ SET SESSION TRANSACTION READ ONLY",
          "-- c\nSET a = 'b;c'", "SET a = 1; SET b = 2;", "SHOW SESSION VARIABLES LIKE 'a'",
          "SHOW VARIABLES"}) {
      EXPECT_TRUE(SqlSetsUp(system, sql)) << sql;
    }
  }
  EXPECT_TRUE(SqlSetsUp(systems::kPostgreSql, "SHOW server_version"));
  EXPECT_TRUE(SqlSetsUp(systems::kMariaDb, "SELECT @@version"));
  EXPECT_TRUE(SqlSetsUp(systems::kMariaDb, "select @@session.tx_isolation, @@a"));
  EXPECT_TRUE(SqlSetsUp(systems::kMariaDb, "USE shop"));
  EXPECT_TRUE(NameSetsUp(systems::kMariaDb, "USE"));
  EXPECT_TRUE(NameSetsUp(systems::kMySql, "CHANGE USER"));
  for (const char* name : {"AUTH", "hello", "SELECT", "CLIENT"}) {
    EXPECT_TRUE(NameSetsUp(systems::kRedis, name)) << name;
  }
}

TEST(SessionSetUpTest, OtherOperationsAreNot) {
  for (const System system : {systems::kPostgreSql, systems::kMySql, systems::kMariaDb}) {
    for (const char* sql :
         {"", ";", "SELECT 1", "SELECT a", "SELECT @a", "SET a = 1; SELECT 1",
          "SELECT 1; SET a = 1", "(SET a = 1)", "INSERT INTO t VALUES (1)", "DO 1"}) {
      EXPECT_FALSE(SqlSetsUp(system, sql)) << sql;
    }
  }
  for (const char* sql : {"SHOW TABLES", "SHOW TABLE STATUS", "SHOW SESSION STATUS"}) {
    EXPECT_FALSE(SqlSetsUp(systems::kMariaDb, sql)) << sql;
  }
  EXPECT_FALSE(SqlSetsUp(systems::kMySql, "SELECT 'a\\' @@b"));
  for (const char* name : {"GET", "PING", "SET", ""}) {
    EXPECT_FALSE(NameSetsUp(systems::kRedis, name)) << name;
  }
  for (const char* name : {"PING", "EXECUTE", "CONNECT", ""}) {
    EXPECT_FALSE(NameSetsUp(systems::kMariaDb, name)) << name;
  }
}

}  // namespace
}  // namespace dbspan
