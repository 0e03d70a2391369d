// Whatever SQL does to prepared statements, their executions are recorded with the same texts in
// the header form and in the linked form.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "dbspan/pg/instrumentation.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

// libpqxx deprecates these functions since 7.10, but existing programs use them.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace dbspan::test {
namespace {

struct Native {
  using connection = ::pqxx::connection;
  using nontransaction = ::pqxx::nontransaction;
};
struct Traced {
  using connection = pqxx::connection;
  using nontransaction = pqxx::nontransaction;
};

/// Statements between a preparation and an execution.
const std::vector<const char*> kBetween = {
    "SELECT 1",
    "SELECT 1; SELECT 2",
    "SELECT 'DEALLOCATE one'",
    "DEALLOCATE one",
    "deallocate PREPARE \"one\"",
    "DEALLOCATE ALL",
    "DISCARD ALL",
    "DISCARD PLANS",
    "/* again */ DEALLOCATE one",
    "DEALLOCATE two",
    "DEALLOCATE \"ONE\"",
    "DEALLOCATE one; PREPARE one AS SELECT 5, 6",
    "SELECT 1; DEALLOCATE one",
    "PREPARE one AS SELECT 7",
    "PREPARE three AS SELECT 7, 8, 9",
    "PREPARE TRANSACTION 'x'",
};

class PqxxPreparedNamesTest : public ::testing::TestWithParam<const char*> {
 protected:
  PqxxPreparedNamesTest() {
    Options options = telemetry_.options();
    options.query_text = QueryText::kVerbatim;
    dbspan::configure<Postgres>(options);
  }
  ~PqxxPreparedNamesTest() override { dbspan::configure<Postgres>(Options{}); }

  static std::string TextOf(const RecordedSpan& span) {
    for (const char* const key : {"db.query.text", "db.operation.name"}) {
      const auto found = span.attributes.find(key);
      if (found != span.attributes.end()) return std::get<std::string>(found->second);
    }
    return "none";
  }

  /// Executes each of the names twice; the server may not know them. libpqxx 6 itself refuses those
  /// that it has not prepared.
  template <class Transaction>
  static void Execute(Transaction& transaction) {
#if PQXX_VERSION_MAJOR >= 7
    const std::vector<const char*> names = {"one", "two", "three", "one", "two", "three"};
#else
    const std::vector<const char*> names = {"one", "two", "one", "two"};
#endif
    for (const char* const name : names) {
      try {
        transaction.exec_prepared(name);
      } catch (const std::exception&) {
      }
    }
  }

  template <class Names>
  std::vector<std::string> Recorded() {
    typename Names::connection connection{server_.text};
    connection.prepare("one", "SELECT 11");
    connection.prepare("two", "SELECT 21, 22");
    telemetry_.Clear();
    typename Names::nontransaction transaction{connection};
    // libpqxx 6 prepares a statement when it is first executed.
    transaction.exec_prepared("one");
    transaction.exec_prepared("two");
    try {
      transaction.exec(GetParam());
    } catch (const ::pqxx::sql_error&) {
    }
    Execute(transaction);
    std::vector<std::string> texts;
    for (const RecordedSpan& span : telemetry_.Spans()) {
      const auto code = span.attributes.find("db.response.status_code");
      texts.push_back(TextOf(span) + (code == span.attributes.end()
                                          ? ""
                                          : " " + std::get<std::string>(code->second)));
    }
    return texts;
  }

  const ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

TEST_P(PqxxPreparedNamesTest, AreFollowedInTheHeaderFormAsInTheLinkedForm) {
  const std::vector<std::string> linked = Recorded<Native>();
  EXPECT_GT(linked.size(), 5U);
  EXPECT_EQ(Recorded<Traced>(), linked);
}

INSTANTIATE_TEST_SUITE_P(Between, PqxxPreparedNamesTest, ::testing::ValuesIn(kBetween),
                         [](const auto& test) { return "Statement" + std::to_string(test.index); });

}  // namespace
}  // namespace dbspan::test
