// Tests query attributes of Connector/C++ 8 against its declared interface, because Debian has no
// package of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dbspan/detail/default_instrumenter.h"
#include "mysql/jdbc/forwarding_connection.h"
#include "mysql/jdbc/traced_statement.h"
#include "tests/support/matchers.h"
#include "tests/support/telemetry.h"

namespace dbspan::mysql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

/// A statement that records the calls it gets.
class Statement : public ForwardingPreparedStatement {
 public:
  explicit Statement(std::vector<std::string>& calls)
      : ForwardingPreparedStatement(nullptr), calls_(&calls) {}
  using ForwardingPreparedStatement::executeUpdate;

  int executeUpdate() override {
    calls_->emplace_back("execute");
    return 1;
  }
  int setQueryAttrString(const sql::SQLString& name, const sql::SQLString& value) override {
    calls_->push_back(name.asStdString() + "=" + value.asStdString());
    if (refuses) throw sql::SQLException{"refused"};
    return 1;
  }
  int setQueryAttrNull(const sql::SQLString& name) override {
    calls_->push_back(name.asStdString() + " is null");
    return 1;
  }

  bool refuses = false;

 private:
  std::vector<std::string>* calls_;
};

class QueryAttributesTest : public ::testing::Test {
 protected:
  ~QueryAttributesTest() override { configure<MySql>(Options{}); }

  void Prepare(SqlCommenter sqlcommenter) {
    Options options = telemetry_.options();
    options.sqlcommenter = sqlcommenter;
    configure<MySql>(options);
    auto native = std::make_unique<Statement>(calls_);
    native_ = native.get();
    statement_ = std::make_unique<TracedPreparedStatement>(
        std::move(native), connection_, std::make_shared<Session>(EndpointFields{}),
        "UPDATE t SET a = ?");
  }

  test::Telemetry telemetry_;
  std::vector<std::string> calls_;
  ForwardingConnection connection_{nullptr};
  Statement* native_ = nullptr;
  std::unique_ptr<TracedPreparedStatement> statement_;
};

TEST_F(QueryAttributesTest, TheTraceGoesWithEveryExecution) {
  Prepare(SqlCommenter::kTraceContext);
  statement_->executeUpdate();
  statement_->executeUpdate();

  const auto spans = telemetry_.Spans();
  ASSERT_EQ(spans.size(), 2U);
  const auto parent = MatchesRegex("traceparent=00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
  EXPECT_THAT(calls_, ElementsAre(parent, "execute", parent, "execute"));
  EXPECT_NE(calls_[0], calls_[2]);
}

TEST_F(QueryAttributesTest, WhereNothingIsRecordedTheEarlierOneDoesNotStay) {
  Prepare(SqlCommenter::kTraceContext);
  statement_->executeUpdate();
  calls_.clear();
  const SuppressInstrumentation quiet;
  statement_->executeUpdate();
  statement_->executeUpdate();

  EXPECT_THAT(calls_, ElementsAre("traceparent is null", "execute", "execute"));
}

TEST_F(QueryAttributesTest, WithoutAskingThereIsNone) {
  Prepare(SqlCommenter::kOff);
  statement_->executeUpdate();

  EXPECT_THAT(calls_, ElementsAre("execute"));
}

TEST_F(QueryAttributesTest, AConnectorThatRefusesExecutesAllTheSame) {
  Prepare(SqlCommenter::kTraceContext);
  native_->refuses = true;

  EXPECT_EQ(statement_->executeUpdate(), 1);
  EXPECT_EQ(calls_.back(), "execute");
}

}  // namespace
}  // namespace dbspan::mysql
