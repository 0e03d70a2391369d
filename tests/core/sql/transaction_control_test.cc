#include "core/sql/transaction_control.h"

#include <gtest/gtest.h>

namespace dbspan::sql_text {
namespace {

TEST(TransactionControlTest, BeginsAndEndsOfTransactionsAre) {
  for (const char* sql :
       {"BEGIN", "begin work;", " START TRANSACTION READ ONLY", "/* c */ COMMIT", "END",
        "ROLLBACK TO SAVEPOINT s", "SAVEPOINT s", "RELEASE SAVEPOINT s", "-- c\nABORT",
        "BEGIN; SET TRANSACTION READ ONLY", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; ",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY", "SET autocommit=0",
        "set AUTOCOMMIT = ON;", "SET @@autocommit := 1", "SET @@session.autocommit = DEFAULT",
        "SET SESSION autocommit = off", "BEGIN; SET autocommit = 1"}) {
    EXPECT_TRUE(ControlsTransaction(sql)) << sql;
  }
}

TEST(TransactionControlTest, OtherStatementsAreNot) {
  for (const char* sql : {"",
                          ";",
                          "SELECT 1",
                          "COMMIT; DELETE FROM t",
                          "START REPLICA",
                          "START",
                          "BEGIN; SET x = 1",
                          "SET SESSION TRANSACTION READ ONLY",
                          "BEGIN; START",
                          "SET",
                          "(BEGIN)",
                          "START SLAVE UNTIL x",
                          "'COMMIT'",
                          "DO 1",
                          "SET autocommit = 0, sql_mode = ''",
                          "SET autocommit = @x",
                          "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                          "SET @autocommit = 0",
                          "START autocommit = 0",
                          "SET @@session.x = 1",
                          "SET autocommit = 0; SELECT 1"}) {
    EXPECT_FALSE(ControlsTransaction(sql)) << sql;
  }
}

}  // namespace
}  // namespace dbspan::sql_text
