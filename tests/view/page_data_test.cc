#include "view/page_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/view/sample_store.h"
#include "view/gzip.h"
#include "view/page.h"

namespace dbspan::view {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kPlenty = 256U << 20U;

// Parses the container format of docs/view-data.md.
struct Container {
  json header;
  std::string columns;

  explicit Container(const std::string& data) {
    EXPECT_EQ(data.substr(0, 8), "DBSPAN1\n");
    std::uint32_t size = 0;
    std::memcpy(&size, data.data() + 8, sizeof size);
    EXPECT_EQ(size % 8, 0U);
    header = json::parse(data.substr(16, size));
    columns = data.substr(16 + size);
  }
  template <class Number>
  std::vector<Number> Column(const char* name, const char* type) const {
    const json& column = header["columns"][name];
    EXPECT_EQ(column["type"], type) << name;
    std::vector<Number> numbers(column["length"].get<std::size_t>());
    const auto offset = column["offset"].get<std::size_t>();
    EXPECT_EQ(offset % 8, 0U);
    std::memcpy(numbers.data(), columns.data() + offset, numbers.size() * sizeof(Number));
    return numbers;
  }
};

TEST(PageDataTest, HasTheNumbersOfTheReport) {
  Store store{kPlenty};
  AddCheckout(store);
  const Picture picture = TakePicture(store, {});
  const Container page{PageData(picture)};

  EXPECT_EQ(page.header["version"], 1);
  EXPECT_EQ(page.header["run"]["operations"], 30);
  EXPECT_EQ(page.header["run"]["failed"], 2);
  EXPECT_EQ(page.header["run"]["databases"], store.aggregates().busy());
  EXPECT_EQ(page.header["statements"][0]["name"], "SELECT stock");
  EXPECT_EQ(page.header["statements"][0]["count"], 25);
  EXPECT_EQ(page.header["statements"][0]["rows"], 25);
  EXPECT_EQ(page.header["findings"][0]["count"], 25);
  EXPECT_EQ(page.header["findings"][0]["rows"].size(), 25U);
  EXPECT_EQ(page.header["errors"].size(), 2U);
  EXPECT_EQ(page.header["cache"][0]["hits"], 1);
  EXPECT_EQ(page.header["cache"][0]["misses"], 1);
}

TEST(PageDataTest, ColumnsFitTogether) {
  Store store{kPlenty};
  AddCheckout(store);
  const Picture picture = TakePicture(store, {});
  const Container page{PageData(picture)};
  const auto parents = page.Column<std::int32_t>("span.parent", "i32");
  const auto depths = page.Column<std::uint16_t>("span.depth", "u16");
  const auto traces = page.Column<std::uint32_t>("span.trace", "u32");
  const auto starts = page.Column<double>("span.start", "f64");
  const auto names = page.Column<std::uint32_t>("span.name", "u32");
  const auto statements = page.Column<std::int32_t>("span.statement", "i32");
  const auto sets = page.Column<std::uint32_t>("span.attributes", "u32");
  const auto first = page.Column<std::uint32_t>("set.first", "u32");
  const auto keys = page.Column<std::uint32_t>("set.key", "u32");

  ASSERT_EQ(parents.size(), 32U);
  EXPECT_EQ(page.Column<std::uint32_t>("span.id", "u32").size(), 64U);
  EXPECT_EQ(page.Column<std::uint32_t>("trace.id", "u32").size(), 8U);
  EXPECT_EQ(first.back(), keys.size());
  for (std::size_t i = 0; i < parents.size(); ++i) {
    EXPECT_LT(parents[i], static_cast<std::int32_t>(i));
    EXPECT_LT(names[i], page.header["strings"].size());
    EXPECT_LT(sets[i] + 1, first.size());
    EXPECT_LT(statements[i], static_cast<std::int32_t>(page.header["statements"].size()));
    EXPECT_GE(starts[i], 0);
    if (parents[i] < 0) continue;
    const auto parent = static_cast<std::size_t>(parents[i]);
    EXPECT_EQ(depths[i], depths[parent] + 1);
    EXPECT_EQ(traces[i], traces[parent]);
  }
}

TEST(PageDataTest, BeyondTheLimitWholeTracesAreLeftOutAndSumsStay) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (SpanId i = 0; i < 200; ++i) {
    const auto trace = static_cast<std::uint8_t>(i);
    const auto start = static_cast<std::int64_t>(i) * kMillisecond;
    store.OnSpan(SpanOf(trace, 2 * i + 1, 0, "request", start, kMillisecond));
    ReceivedSpan span = StatementSpan(trace, 2 * i + 2, 2 * i + 1, "postgresql", "SELECT a",
                                      "SELECT ?", start, 1000);
    store.OnSpan(i == 150 ? Failed(std::move(span), "42P01", "x") : std::move(span));
  }
  const Picture picture = TakePicture(store, {});
  const Container page{PageData(picture, {100})};

  EXPECT_EQ(page.header["run"]["kept"]["spans"], 100);
  EXPECT_EQ(page.header["run"]["kept"]["ofSpans"], 400);
  EXPECT_EQ(page.header["run"]["kept"]["ofTraces"], 200);
  EXPECT_EQ(page.header["run"]["operations"], 200);
  EXPECT_EQ(page.header["statements"][0]["count"], 200);
  EXPECT_GE(page.header["errors"][0]["example"].get<int>(), 0) << "failed traces are kept";
  EXPECT_THAT(page.header["run"]["notices"].dump(), HasSubstr("kept 50 of 200 traces"));
}

// Returns the starts of the traces that a page keeps of 200 traces of two spans, in milliseconds.
// Every tenth trace has failed, and the later a trace, the shorter it is.
std::vector<double> KeptOf200(const PageLimits& limits, bool live) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (SpanId i = 0; i < 200; ++i) {
    const auto trace = static_cast<std::uint8_t>(i);
    const auto start = static_cast<std::int64_t>(i) * kMillisecond;
    store.OnSpan(
        SpanOf(trace, 2 * i + 1, 0, "request", start, 1'000'000 - 1'000 * start / kMillisecond));
    ReceivedSpan span =
        StatementSpan(trace, 2 * i + 2, 2 * i + 1, "postgresql", "SELECT a", "SELECT ?", start, 10);
    store.OnSpan(i % 10 == 0 ? Failed(std::move(span), "42P01", "x") : std::move(span));
  }
  RunFacts run;
  run.live = live;
  const Picture picture = TakePicture(store, run);
  const Container page{PageData(picture, limits)};
  std::vector<double> starts = page.Column<double>("trace.start", "f64");
  for (double& start : starts) start /= kMillisecond;
  EXPECT_EQ(starts.size(), page.header["run"]["kept"]["traces"].get<std::size_t>());
  return starts;
}

TEST(PageDataTest, ALivePageHasTheNewestTracesAndAllThatFailed) {
  PageLimits limits;
  limits.spans = 200;
  limits.ordinary_spans = 40;
  const std::vector<double> starts = KeptOf200(limits, true);

  EXPECT_EQ(starts.size(), 40U);  // 20 failed, 20 others
  for (double failed = 0; failed < 200; failed += 10) EXPECT_THAT(starts, Contains(failed));
  for (double newest = 195; newest < 200; ++newest) EXPECT_THAT(starts, Contains(newest));
  for (double slowest = 1; slowest < 6; ++slowest) EXPECT_THAT(starts, Contains(slowest));
  EXPECT_THAT(KeptOf200(limits, false), Not(Contains(199.0)));
}

TEST(PageDataTest, ATraceWithMoreThanTheOrdinarySpansIsKept) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (SpanId i = 1; i <= 100; ++i) {
    store.OnSpan(SpanOf(1, i, i == 1 ? 0 : 1, "part", static_cast<std::int64_t>(i), 10));
    store.OnSpan(SpanOf(static_cast<std::uint8_t>(1 + i), 1000 + i, 0, "request",
                        static_cast<std::int64_t>(i), 1000));
  }
  RunFacts run;
  run.live = true;
  PageLimits limits;
  limits.ordinary_spans = 10;
  const Container page{PageData(TakePicture(store, run), limits)};

  EXPECT_EQ(page.header["run"]["kept"]["spans"], 200);
}

TEST(PageDataTest, BeyondTheBytesOfAFileTracesAreLeftOutToo) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  std::mt19937_64 random{1};
  for (SpanId i = 0; i < 2000; ++i) {
    std::string numbers;
    for (int word = 0; word < 100; ++word) numbers += std::to_string(random()) + " ";
    ReceivedSpan span = StatementSpan(0, i + 1, 0, "postgresql", "SELECT a", "SELECT ?",
                                      static_cast<std::int64_t>(i), 1);
    span.trace_id[0] = static_cast<std::uint8_t>(i >> 8U);
    span.trace_id[1] = static_cast<std::uint8_t>(i);
    span.attributes.emplace_back("numbers", numbers);
    store.OnSpan(SpanOf(1, 10'000 + i, 0, "request", static_cast<std::int64_t>(i), 1));
    span.parent_id = 9;  // missing, so that each is a trace
    store.OnSpan(std::move(span));
  }
  const Picture picture = TakePicture(store, {});
  constexpr std::size_t kMost = 2'000'000;
  const std::string packed = PackPageData(picture, 1, {200'000, kMost});
  const Container page{Gunzip(packed, std::size_t{1} << 30U).value()};

  EXPECT_LE(packed.size() * 4 / 3, kMost);
  EXPECT_GT(page.header["run"]["kept"]["spans"], 100);
  EXPECT_LT(page.header["run"]["kept"]["spans"], 4000);
  EXPECT_EQ(page.header["run"]["kept"]["ofTraces"], 2001);
  EXPECT_THAT(page.header["run"]["notices"].dump(), HasSubstr(" of 2,001 traces"));
}

TEST(PageDataTest, ThePackedDataAreTheSame) {
  Store store{kPlenty};
  AddCheckout(store);
  const Picture picture = TakePicture(store, {});

  EXPECT_EQ(Gunzip(PackPageData(picture, 9), std::size_t{1} << 20U), PageData(picture));
}

std::string FillPage(std::string_view page, std::string_view title, std::string_view text,
                     std::string_view data) {
  std::string filled;
  WritePage(page, title, text, Gzip(data), [&](std::string_view piece) { filled += piece; });
  return filled;
}

TEST(PageTest, TextsAreEscapedAndMarkersInTextsStayText) {
  const std::string page = FillPage(
      "<title>@DBSPAN_TITLE@</title><pre>@DBSPAN_TEXT@</pre><script>@DBSPAN_DATA@</script> "
      "a@DBSPAN_b",
      "</title><script>", "@DBSPAN_DATA@ <!-- & \"'", "data");

  EXPECT_THAT(page, HasSubstr("<title>&lt;/title&gt;&lt;script&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("<pre>@DBSPAN_DATA@ &lt;!-- &amp; &quot;&#39;</pre>"));
  EXPECT_THAT(page, HasSubstr("<script>H4sI"));
  EXPECT_THAT(page, HasSubstr(" a@DBSPAN_b"));
}

TEST(PageTest, TheBuiltPageHasEachMarkerOnce) {
  const std::string page{PageTemplate()};
  for (const char* marker : {"@DBSPAN_TITLE@", "@DBSPAN_TEXT@", "@DBSPAN_DATA@"}) {
    const auto at = page.find(marker);
    ASSERT_NE(at, std::string::npos) << marker;
    EXPECT_EQ(page.find(marker, at + 1), std::string::npos) << marker;
  }
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(PageDataTest, HostileTextsCannotLeaveTheHeader) {
  Store store{kPlenty};
  ReceivedResource resource;
  resource.service = "</script><img src=x onerror=alert(1)>\xE2\x80\xA8";
  store.OnResource(resource);
  store.OnSpan(StatementSpan(1, 1, 0, "pg", "<!--", std::string{"a\0<b", 4}, 0, 5));
  const Picture picture = TakePicture(store, {});
  const std::string data = PageData(picture);

  EXPECT_THAT(data, Not(HasSubstr("<")));
  EXPECT_EQ(Container{data}.header["services"][0], resource.service);
}

}  // namespace
}  // namespace dbspan::view
