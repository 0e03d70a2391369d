#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pqxx/version>

#include <functional>
#include <string>
#include <string_view>

#include "dbspan/call_site.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Key;
using ::testing::Not;

constexpr bool kHasPlaces = PQXX_VERSION_MAJOR >= 8;

/// The place of calls in the application, as libpqxx 8 gets it from the compiler.
class PgPlaceTest : public ::testing::Test {
 protected:
  PgPlaceTest() { dbspan::configure<Postgres>(telemetry_.options()); }
  ~PgPlaceTest() override { dbspan::configure<Postgres>(Options{}); }

  /// Expects that `call`, which fails, has a span with the place `line` of this file. Earlier
  /// versions of libpqxx do not know the place.
  void ExpectPlace(int line, const std::function<void(pqxx::work&)>& call) {
    pqxx::connection connection{server_.text};
    pqxx::work work{connection};
    EXPECT_THROW(call(work), pqxx::sql_error);
    const auto spans = telemetry_.Spans();
    telemetry_.Clear();
    ASSERT_EQ(spans.size(), 1U);
    if (!kHasPlaces) {
      EXPECT_THAT(spans[0].attributes, Not(Contains(Key("code.line.number"))));
      return;
    }
    EXPECT_THAT(spans[0], HasAttribute("code.line.number", Number(line)));
    EXPECT_THAT(std::get<std::string>(spans[0].attributes.at("code.file.path")),
                EndsWith("pg_place_test.cc"));
  }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

constexpr std::string_view kWrong = "SELECT * FROM nowhere";

TEST_F(PgPlaceTest, IsThatOfTheCallOfEachVerb) {
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.exec(std::string{kWrong}); });
#if PQXX_VERSION_MAJOR >= 7
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query_value<int>(std::string{kWrong}); });
#endif
#if PQXX_VERSION_MAJOR >= 8
  const auto none = [](int) {};
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.exec(kWrong, ::pqxx::params{}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.exec(kWrong, {7}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.exec(::pqxx::prepped{"missing"}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.exec(::pqxx::prepped{"missing"}, {7}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query<int>(kWrong); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query<int>(kWrong, {7}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query1<int>(kWrong); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query1<int>(kWrong, {7}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query01<int>(kWrong); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query01<int>(kWrong, {7}); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query_n<int>(1, kWrong); });
  ExpectPlace(__LINE__, [](pqxx::work& work) { work.query_value<int>(kWrong, {7}); });
  ExpectPlace(__LINE__, [&](pqxx::work& work) { work.for_query(kWrong, none); });
  ExpectPlace(__LINE__, [&](pqxx::work& work) { work.for_query(kWrong, none, {7}); });
  ExpectPlace(__LINE__, [&](pqxx::work& work) { work.for_stream(kWrong, none); });
#endif
}

#if PQXX_VERSION_MAJOR >= 8
TEST_F(PgPlaceTest, IsThatOfTheException) {
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  try {
    work.exec(kWrong);
    FAIL() << "no exception";
  } catch (const pqxx::sql_error& error) {
    EXPECT_EQ(error.location().line(), __LINE__ - 3U);
    EXPECT_THAT(error.location().file_name(), EndsWith("pg_place_test.cc"));
  }
}

TEST_F(PgPlaceTest, IsTheOneThatTheProgramPasses) {
  const auto here = std::source_location::current();
  ExpectPlace(static_cast<int>(here.line()), [&](pqxx::work& work) { work.exec(kWrong, here); });
  ExpectPlace(static_cast<int>(here.line()),
              [&](pqxx::work& work) { work.exec(kWrong, ::pqxx::params{}, here); });
}
#endif

}  // namespace
}  // namespace dbspan::test
