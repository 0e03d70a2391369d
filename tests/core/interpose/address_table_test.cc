#include "core/interpose/address_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace dbspan {
namespace {

struct Connection {};
using Table = AddressTable<Connection, int>;

TEST(AddressTable, FindsNothingForAnObjectThatIsNotKnown) {
  static Table table;  // static, because tables are never destroyed
  const Connection connection;
  EXPECT_EQ(table.Find(&connection), nullptr);
  EXPECT_EQ(table.Take(&connection), nullptr);
}

TEST(AddressTable, FindsWhatWasPutAndMakesItOnlyOnce) {
  static Table table;  // static, because tables are never destroyed
  const Connection connection;
  EXPECT_EQ(table.Find(&connection), nullptr);
  table.Put(&connection, std::make_unique<int>(7));
  EXPECT_EQ(*table.Find(&connection), 7);
  EXPECT_EQ(table.FindOrMake(&connection), table.Find(&connection));
}

TEST(AddressTable, ForgetsWhatWasTaken) {
  static Table table;  // static, because tables are never destroyed
  const Connection connection;
  int* const made = table.FindOrMake(&connection);
  ASSERT_EQ(table.Find(&connection), made);
  EXPECT_EQ(table.Take(&connection).get(), made);
  EXPECT_EQ(table.Find(&connection), nullptr);
}

TEST(AddressTable, FindsTheNewStateOfAnAddressThatIsUsedAgain) {
  static Table table;  // static, because tables are never destroyed
  const Connection connection;
  table.Put(&connection, std::make_unique<int>(1));
  ASSERT_EQ(*table.Find(&connection), 1);
  table.Put(&connection, std::make_unique<int>(2));
  EXPECT_EQ(*table.Find(&connection), 2);
}

TEST(AddressTable, FindsWhatAnotherThreadHasPutInPlaceOfWhatWasFoundLast) {
  static Table table;  // static, because tables are never destroyed
  const Connection connection;
  table.Put(&connection, std::make_unique<int>(1));
  ASSERT_EQ(*table.Find(&connection), 1);
  std::thread{[&] {
    table.Take(&connection);
    table.Put(&connection, std::make_unique<int>(2));
  }}.join();
  EXPECT_EQ(*table.Find(&connection), 2);
}

TEST(AddressTable, TellsTablesApart) {
  Table one;
  Table other;
  const Connection connection;
  one.Put(&connection, std::make_unique<int>(1));
  ASSERT_EQ(*one.Find(&connection), 1);
  EXPECT_EQ(other.Find(&connection), nullptr);
}

}  // namespace
}  // namespace dbspan
