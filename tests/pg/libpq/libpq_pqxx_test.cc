// Tests both forms in one program: calls that libpqxx's traced classes record must not be recorded
// again in libpq.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::ElementsAre;

using LibpqPqxxTest = LibpqFixture;

TEST_F(LibpqPqxxTest, TheExplicitFormIsNotRecordedTwice) {
  dbspan::pqxx::connection connection{server_.text};
  dbspan::pqxx::work work{connection};
  work.exec("SELECT 1 AS traced");
  work.commit();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.query.text", Text("SELECT ? AS traced"))));
}

TEST_F(LibpqPqxxTest, PlainLibpqxxIsTracedWithoutAnEdit) {
  ::pqxx::connection connection{server_.text};
  ::pqxx::work work{connection};
  work.exec("SELECT 1 AS plain");
  work.commit();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.query.text", Text("SELECT ? AS plain"))));
}

}  // namespace
}  // namespace dbspan::test
