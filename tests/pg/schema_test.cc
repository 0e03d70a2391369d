#include "pg/schema.h"

#include <gtest/gtest.h>

#include "pg/describe.h"

namespace dbspan::pg {
namespace {

TEST(SchemaTest, IsTheFirstOfTheSearchPath) {
  EXPECT_EQ(SchemaOfOptions("-c search_path=shop,public"), "shop");
  EXPECT_EQ(SchemaOfOptions("-csearch_path=shop"), "shop");
  EXPECT_EQ(SchemaOfOptions("--search_path=shop -c geqo=off"), "shop");
  EXPECT_EQ(SchemaOfOptions("-c geqo=off -c search_path=a -c search_path=b"), "b");
}

TEST(SchemaTest, NamesAreFoldedUnlessTheyAreQuoted) {
  EXPECT_EQ(SchemaOfOptions("-c search_path=Shop_1,public"), "shop_1");
  EXPECT_EQ(SchemaOfOptions("-c search_path=\"Shop\",public"), "Shop");
}

TEST(SchemaTest, WhatIsNotClearIsNotTold) {
  EXPECT_EQ(SchemaOfOptions(""), "");
  EXPECT_EQ(SchemaOfOptions("-c geqo=off"), "");
  EXPECT_EQ(SchemaOfOptions("-c search_path="), "");
  EXPECT_EQ(SchemaOfOptions("-c search_path=$user,public"), "");
  EXPECT_EQ(SchemaOfOptions("-c search_path=\"$user\",public"), "");
  EXPECT_EQ(SchemaOfOptions("-c search_path=\"open"), "");
  EXPECT_EQ(SchemaOfOptions("-c search_path=\"a\\ b\""), "");
  EXPECT_EQ(SchemaOfOptions("-c application_name=search_path=shop"), "");
}

TEST(SchemaTest, ASearchPathIsReadAsThatOfTheOptions) {
  EXPECT_EQ(SchemaOfSearchPath("shop, public"), "shop");
  EXPECT_EQ(SchemaOfSearchPath("\"Shop\", public"), "Shop");
  EXPECT_EQ(SchemaOfSearchPath("\"$user\", public"), "");
  EXPECT_EQ(SchemaOfSearchPath(""), "");
  EXPECT_EQ(SchemaOfSearchPath("\"\""), "");
}

TEST(SchemaTest, TheNamespaceIsDatabaseAndSchema) {
  EXPECT_EQ(detail::pg::MakeEndpoint({"shop", "db", "5432", "orders"})->fields().database,
            "shop|orders");
  EXPECT_EQ(detail::pg::MakeEndpoint({"shop", "db", "5432", ""})->fields().database, "shop");
}

}  // namespace
}  // namespace dbspan::pg
