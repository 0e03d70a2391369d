#include "core/sql/sql_comment.h"

#include <gtest/gtest.h>
#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/propagation/b3_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/trace_state.h>

#include <memory>
#include <string>
#include <thread>

#include "dbspan/propagation.h"
#include "dbspan/query_tags.h"
#include "tests/support/case_name.h"

namespace dbspan {
namespace {

namespace trace = opentelemetry::trace;
using trace::propagation::HttpTraceContext;

trace::SpanContext Context(bool sampled = true, const char* state = "") {
  return {HttpTraceContext::TraceIdFromHex("0af7651916cd43dd8448eb211c80319c"),
          HttpTraceContext::SpanIdFromHex("b7ad6b7169203331"),
          trace::TraceFlags{static_cast<std::uint8_t>(sampled ? 1 : 0)}, false,
          trace::TraceState::FromHeader(state)};
}

constexpr const char* kParent =
    "traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'";

std::string Comment(const std::string& sql, const Options& options,
                    const trace::SpanContext& span = Context(),
                    sql_text::Dialect dialect = sql_text::Dialect::kPostgreSql) {
  return WithSqlComment(sql, sql_text::Analyze(sql, dialect, 4096), span, options);
}

Options TraceContext() {
  Options options;
  options.sqlcommenter = SqlCommenter::kTraceContext;
  return options;
}

struct PlaceCase {
  std::string rule;
  std::string sql;
  std::string before;  ///< Text in front of the comment; empty: none.
  std::string behind;
};

class SqlCommentPlaceTest : public ::testing::TestWithParam<PlaceCase> {};

TEST_P(SqlCommentPlaceTest, IsSafe) {
  const PlaceCase& given = GetParam();
  const std::string expected =
      given.before.empty() ? "" : given.before + " /*" + kParent + "*/" + given.behind;

  EXPECT_EQ(Comment(given.sql, TraceContext()), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, SqlCommentPlaceTest,
    ::testing::Values(
        PlaceCase{"at the end", "SELECT 1", "SELECT 1", ""},
        PlaceCase{"before a last semicolon", "SELECT 1;", "SELECT 1", ";"},
        PlaceCase{"before blanks and semicolon", "SELECT 1 ; \n", "SELECT 1", " ; \n"},
        PlaceCase{"behind the last of several", "SELECT 1; SELECT 2;", "SELECT 1; SELECT 2", ";"},
        PlaceCase{"behind a literal that looks like one", "SELECT '/* no */'", "SELECT '/* no */'",
                  ""},
        PlaceCase{"not beside another comment", "SELECT 1 /* hint */", "", ""},
        PlaceCase{"not beside a line comment", "SELECT 1 -- why", "", ""},
        PlaceCase{"not twice", "SELECT 1 /*traceparent='00-1-2-01'*/", "", ""},
        PlaceCase{"not in an open literal", "SELECT 'open", "", ""},
        PlaceCase{"not where another setting reads it otherwise", "SELECT 'a\\'", "", ""},
        PlaceCase{"not in the rows of a COPY", "COPY t FROM stdin;\n1\t2\n", "", ""},
        PlaceCase{"not behind a password", "CREATE USER u PASSWORD 'x'", "", ""},
        PlaceCase{"not in nothing", "", "", ""},
        PlaceCase{"not behind blanks alone", " ; ", "", ""}),
    test::CaseName{});

TEST(SqlCommentTest, IsOffByDefault) {
  const Options options;
  EXPECT_EQ(options.sqlcommenter, SqlCommenter::kOff);
}

TEST(SqlCommentTest, TagsAndStateAreEncodedAndInOrder) {
  Options options = TraceContext();
  options.sqlcommenter_tags = {{"team", "a'b*/ c"}, {"app name", "shop"}};

  EXPECT_EQ(Comment("SELECT 1", options, Context(true, "congo=t61rcWkgMzE")),
            "SELECT 1 /*app%20name='shop',team='a%27b%2A%2F%20c',"
            "traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',"
            "tracestate='congo%3Dt61rcWkgMzE'*/");
}

TEST(SqlCommentTest, TagsAloneLeaveTheTraceOut) {
  Options options;
  options.sqlcommenter = SqlCommenter::kTags;
  options.sqlcommenter_tags = {{"team", "shop"}};

  EXPECT_EQ(Comment("SELECT 1", options), "SELECT 1 /*team='shop'*/");
}

TEST(SqlCommentTest, ATraceThatIsNotSampledIsLeftOut) {
  Options options = TraceContext();
  EXPECT_EQ(Comment("SELECT 1", options, Context(false)), "");

  options.sqlcommenter_tags = {{"team", "shop"}};
  EXPECT_EQ(Comment("SELECT 1", options, Context(false)), "SELECT 1 /*team='shop'*/");
}

TEST(SqlCommentTest, TagsOfARequestAreThoseOfTheThreadsScopesTheInnerOnesFirst) {
  Options options;
  options.sqlcommenter = SqlCommenter::kTags;
  options.sqlcommenter_tags = {{"team", "shop"}, {"route", "none"}};
  const QueryTags request{{"route", "/cart"}, {"controller", "cart"}};
  {
    const QueryTags inner{{"route", "/cart/'7"}};
    EXPECT_EQ(Comment("SELECT 1", options),
              "SELECT 1 /*controller='cart',route='%2Fcart%2F%277',team='shop'*/");
    std::string elsewhere;
    std::thread{[&] { elsewhere = Comment("SELECT 1", options); }}.join();
    EXPECT_EQ(elsewhere, "SELECT 1 /*route='none',team='shop'*/");
  }
  EXPECT_EQ(Comment("SELECT 1", options),
            "SELECT 1 /*controller='cart',route='%2Fcart',team='shop'*/");
}

TEST(SqlCommentTest, WithoutASpanThereIsNothingToTell) {
  EXPECT_EQ(Comment("SELECT 1", TraceContext(), trace::SpanContext::GetInvalid()), "");
}

TEST(SqlCommentTest, TheCommentIsNoPartOfTheRecordedText) {
  const std::string commented = Comment("SELECT 1", TraceContext());

  const auto statement = sql_text::Analyze(commented, sql_text::Dialect::kPostgreSql, 4096);

  EXPECT_EQ(statement.text.find("traceparent"), std::string::npos);
}

TEST(SqlCommentTest, MySqlCommentsCountToo) {
  EXPECT_EQ(Comment("SELECT 1 # why", TraceContext(), Context(), sql_text::Dialect::kMySql), "");
  EXPECT_EQ(Comment("SELECT /*+ MAX_EXECUTION_TIME(9) */ 1", TraceContext(), Context(),
                    sql_text::Dialect::kMySql),
            "");
}

/// Sets the process-wide propagator for the lifetime of this object.
class GlobalPropagator {
 public:
  using Propagators = opentelemetry::context::propagation::GlobalTextMapPropagator;
  using Propagator = opentelemetry::context::propagation::TextMapPropagator;

  explicit GlobalPropagator(std::unique_ptr<Propagator> propagator)
      : before_(Propagators::GetGlobalPropagator()) {
    Propagators::SetGlobalPropagator(
        opentelemetry::nostd::shared_ptr<Propagator>{propagator.release()});
  }
  GlobalPropagator(const GlobalPropagator&) = delete;
  GlobalPropagator& operator=(const GlobalPropagator&) = delete;
  ~GlobalPropagator() { Propagators::SetGlobalPropagator(before_); }

 private:
  opentelemetry::nostd::shared_ptr<Propagator> before_;
};

TEST(SqlCommentTest, IsWrittenByTheGlobalPropagator) {
  const GlobalPropagator b3{std::make_unique<trace::propagation::B3Propagator>()};

  EXPECT_EQ(Comment("SELECT 1", TraceContext()),
            "SELECT 1 /*b3='0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1'*/");
  EXPECT_EQ(Comment("SELECT 1", TraceContext(), Context(false)), "");
}

TEST(SqlCommentTest, OfTheW3CPropagatorIsTheSame) {
  const GlobalPropagator w3c{std::make_unique<HttpTraceContext>()};

  EXPECT_EQ(Comment("SELECT 1", TraceContext()), std::string{"SELECT 1 /*"} + kParent + "*/");
  EXPECT_EQ(Comment("SELECT 1", TraceContext(), Context(true, "a=b")),
            std::string{"SELECT 1 /*"} + kParent + ",tracestate='a%3Db'*/");
}

TEST(SqlCommentTest, ShowsNoBaggageToTheServer) {
  const GlobalPropagator baggage{
      std::make_unique<opentelemetry::baggage::propagation::BaggagePropagator>()};
  const BaggageScope scope{{"customer", "7"}};

  EXPECT_EQ(Comment("SELECT 1", TraceContext()), std::string{"SELECT 1 /*"} + kParent + "*/");
}

}  // namespace
}  // namespace dbspan
