#include "core/sql/session_set_up.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

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
  return SetsSessionUp(NamedOperation(endpoint, name));
}

TEST(SessionSetUpTest, SettingAndAskingForSettingsIs) {
  for (const System system : {System::kPostgreSql, System::kMySql, System::kMariaDb}) {
    for (const char* sql :
         {"SET NAMES utf8", " set autocommit=1;", "/* c */ SET SESSION TRANSACTION READ ONLY",
          "-- c\nSET a = 'b;c'", "SET a = 1; SET b = 2;", "SHOW SESSION VARIABLES LIKE 'a'",
          "SHOW VARIABLES"}) {
      EXPECT_TRUE(SqlSetsUp(system, sql)) << sql;
    }
  }
  EXPECT_TRUE(SqlSetsUp(System::kPostgreSql, "SHOW server_version"));
  EXPECT_TRUE(SqlSetsUp(System::kMariaDb, "SELECT @@version"));
  EXPECT_TRUE(SqlSetsUp(System::kMariaDb, "select @@session.tx_isolation, @@a"));
  EXPECT_TRUE(SqlSetsUp(System::kMariaDb, "USE shop"));
  EXPECT_TRUE(NameSetsUp(System::kMariaDb, "USE"));
  EXPECT_TRUE(NameSetsUp(System::kMySql, "CHANGE USER"));
  for (const char* name : {"AUTH", "hello", "SELECT", "CLIENT"}) {
    EXPECT_TRUE(NameSetsUp(System::kRedis, name)) << name;
  }
}

TEST(SessionSetUpTest, OtherOperationsAreNot) {
  for (const System system : {System::kPostgreSql, System::kMySql, System::kMariaDb}) {
    for (const char* sql :
         {"", ";", "SELECT 1", "SELECT a", "SELECT @a", "SET a = 1; SELECT 1",
          "SELECT 1; SET a = 1", "(SET a = 1)", "INSERT INTO t VALUES (1)", "DO 1"}) {
      EXPECT_FALSE(SqlSetsUp(system, sql)) << sql;
    }
  }
  for (const char* sql : {"SHOW TABLES", "SHOW TABLE STATUS", "SHOW SESSION STATUS"}) {
    EXPECT_FALSE(SqlSetsUp(System::kMariaDb, sql)) << sql;
  }
  EXPECT_FALSE(SqlSetsUp(System::kMySql, "SELECT 'a\\' @@b"));
  for (const char* name : {"GET", "PING", "SET", ""}) {
    EXPECT_FALSE(NameSetsUp(System::kRedis, name)) << name;
  }
  for (const char* name : {"PING", "EXECUTE", "CONNECT", ""}) {
    EXPECT_FALSE(NameSetsUp(System::kMariaDb, name)) << name;
  }
}

}  // namespace
}  // namespace dbspan
