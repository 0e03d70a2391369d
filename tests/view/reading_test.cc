#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <protozero/pbf_writer.hpp>

#include "tests/view/sample_store.h"
#include "view/gzip.h"
#include "view/json_lines.h"
#include "view/json_spans.h"
#include "view/otlp_json.h"
#include "view/otlp_protobuf.h"
#include "view/statement_diff.h"

namespace dbspan::view {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// Stores everything that a reader reports.
struct Kept : SpanSink {
  std::vector<ReceivedResource> resources;
  std::vector<ReceivedSpan> spans;
  void OnResource(ReceivedResource resource) override { resources.push_back(std::move(resource)); }
  void OnSpan(ReceivedSpan span) override { spans.push_back(std::move(span)); }
};

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    close(mkstemp(path_.data()));
    std::ofstream{path_} << content;
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "dbspan-XXXXXX";
};

constexpr const char* kLine =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"process.pid","value":{"intValue":4711}}]},)"
    R"("scopeSpans":[{"scope":{"name":"dbspan.pg"},"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","parentSpanId":"",)"
    R"("name":"SELECT a","kind":3,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,"unknown":{"x":[1]},)"
    R"("attributes":[{"key":"n","value":{"intValue":"7"}},{"key":"d","value":{"doubleValue":0.5}},{"key":"b","value":{"boolValue":true}},)"
    R"({"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"intValue":"1"}]}}}],"status":{"code":2,"message":"no"}}]}]}]})";

TEST(OtlpJsonTest, ReadsNumbersAsTextsAndUpperCaseIdsAndSkipsTheUnknown) {
  Kept kept;
  EXPECT_EQ(ReadTracesJson(kLine, kept), Signal::kTraces);

  ASSERT_THAT(kept.spans, SizeIs(1));
  EXPECT_EQ(kept.resources[0].service, "shop");
  EXPECT_EQ(kept.resources[0].pid, 4711);
  const ReceivedSpan& span = kept.spans[0];
  EXPECT_EQ(span.trace_id[0], 0x5B);
  EXPECT_EQ(span.id, 0xeee19b7ec3c1b174U);
  EXPECT_EQ(span.parent_id, 0U);
  EXPECT_EQ(span.scope, "dbspan.pg");
  EXPECT_EQ(span.end - span.start, kSecond);
  EXPECT_EQ(span.status, 2);
  EXPECT_THAT(span.attributes, ElementsAre(Pair("n", "7"), Pair("d", "0.5"), Pair("b", "true"),
                                           Pair("l", R"(["x",1])")));
}

// Texts of one to five escapes, in every order, against what they have to become.
TEST(OtlpJsonTest, ReadsHalvesOfSurrogatePairs) {
  const std::vector<std::pair<std::string, std::string>> kParts{
      {R"(\ud83d)", "\uFFFD"},     {R"(\uDE00)", "\uFFFD"}, {R"(\ud83d\ude00)", "\U0001F600"},
      {R"(\\ud83d)", R"(\ud83d)"}, {R"(\u00e4)", "\u00E4"}, {"u", "u"}};
  const auto name_of = [](const std::string& text) {
    std::string line = kLine;
    line.replace(line.find("SELECT a"), 8, text);
    Kept kept;
    EXPECT_EQ(ReadTracesJson(line, kept), Signal::kTraces) << text;
    return kept.spans.empty() ? "no span for " + text : kept.spans[0].name;
  };
  for (std::size_t number = 0; number < 7776; ++number) {
    std::string written, expected;
    bool high = false;  // The last escape is the first half of a pair.
    for (std::size_t rest = number; rest > 0; rest /= kParts.size()) {
      const std::size_t choice = rest % kParts.size();
      written += kParts[choice].first;
      if (high && choice == 1) expected.erase(expected.size() - 3);
      expected += high && choice == 1 ? "\U0001F600" : kParts[choice].second;
      high = choice == 0;
    }
    EXPECT_EQ(name_of(written), expected) << written;
  }
}

TEST(OtlpJsonTest, RefusesWhatIsNone) {
  Kept kept;
  for (const char* text :
       {"", "{", "[]", "null", R"({"resourceSpans":1})",
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xx"}]}]}]})"}) {
    EXPECT_THROW(ReadTracesJson(text, kept), BadJson) << text;
  }
  EXPECT_EQ(ReadTracesJson(R"({"resourceMetrics":[]})", kept), Signal::kMetrics);
  EXPECT_THAT(kept.spans, IsEmpty());
}

TEST(OtlpProtobufTest, ReadsAResourceThatComesBehindItsSpans) {
  std::string span_bytes;
  protozero::pbf_writer span{span_bytes};
  span.add_bytes(1, std::string(16, 'a'));
  span.add_bytes(2, std::string("\x01\x02\x03\x04\x05\x06\x07\x08", 8));
  span.add_string(5, "SELECT \xFF");
  span.add_fixed64(7, 100);
  span.add_fixed64(8, 250);
  std::string scope_bytes;
  protozero::pbf_writer scope{scope_bytes};
  scope.add_message(2, span_bytes);
  std::string value_bytes;
  protozero::pbf_writer{value_bytes}.add_string(1, "shop");
  std::string attribute_bytes;
  protozero::pbf_writer attribute{attribute_bytes};
  attribute.add_string(1, "service.name");
  attribute.add_message(2, value_bytes);
  std::string resource_bytes;
  protozero::pbf_writer{resource_bytes}.add_message(1, attribute_bytes);
  std::string spans_bytes;
  protozero::pbf_writer spans{spans_bytes};
  spans.add_message(2, scope_bytes);
  spans.add_message(1, resource_bytes);
  std::string message;
  protozero::pbf_writer{message}.add_message(1, spans_bytes);

  Kept kept;
  ReadTracesProtobuf(message, kept);
  ASSERT_THAT(kept.spans, SizeIs(1));
  EXPECT_EQ(kept.resources[0].service, "shop");
  EXPECT_EQ(kept.spans[0].id, 0x0102030405060708U);
  EXPECT_EQ(kept.spans[0].name, "SELECT \xEF\xBF\xBD");
  EXPECT_EQ(kept.spans[0].end, 250);
  for (std::size_t cut = 1; cut + 1 < message.size(); ++cut) {
    Kept part;
    EXPECT_ANY_THROW(ReadTracesProtobuf(message.substr(0, cut), part)) << cut;
  }
}

TEST(JsonLinesTest, ABadLineIsNamedAndSkippedAndACutLastLineToo) {
  const std::string good = kLine;
  const TemporaryFile file{good + "\n\nnonsense\n" + R"({"resourceLogs":[]})" + "\n" +
                           good.substr(0, 99)};
  Kept kept;
  const FileOutcome outcome = ReadJsonLines(file.path(), kept);

  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.spans, 1U);
  EXPECT_EQ(outcome.lines, 4U);
  EXPECT_EQ(outcome.other_signals, 1U);
  EXPECT_THAT(outcome.bad_lines, ElementsAre(Pair(3, testing::_), Pair(5, HasSubstr("cut"))));
}

TEST(JsonLinesTest, AFileWithBadLinesOnlyCannotBeRead) {
  Kept kept;
  const TemporaryFile one{"\nnonsense\n"};
  EXPECT_THAT(ReadJsonLines(one.path(), kept).error, HasSubstr("line 2: this is no JSON"));
  const TemporaryFile several{"nonsense\n{}\n{\"a\":1}\n"};
  EXPECT_THAT(ReadJsonLines(several.path(), kept).error, HasSubstr("none of its 3 lines"));
  const TemporaryFile empty{"\n"};
  EXPECT_EQ(ReadJsonLines(empty.path(), kept).error, "");
}

TEST(JsonLinesTest, ReadsGzipAndSaysWhyAFileCannotBeRead) {
  const TemporaryFile file{Gzip(std::string{kLine} + "\n")};
  Kept kept;
  EXPECT_EQ(ReadJsonLines(file.path(), kept).spans, 1U);
  EXPECT_THAT(ReadJsonLines("/nonexistent", kept).error, HasSubstr("No such file"));
  EXPECT_NE(ReadJsonLines("/", kept).error, "");
}

TEST(JsonSpansTest, WhatIsWrittenReadsBackTheSame) {
  Store store{256U << 20U};
  AddCheckout(store);
  std::string written;
  WriteJsonSpans(store, {}, [&written](std::string_view piece) { written += piece; });
  Store again{256U << 20U};
  std::string twice;
  ReadTracesJson(written.substr(0, written.find('\n')), again);
  for (auto at = written.find('\n') + 1; at < written.size(); at = written.find('\n', at) + 1) {
    ReadTracesJson(written.substr(at, written.find('\n', at) - at), again);
  }
  WriteJsonSpans(again, {}, [&twice](std::string_view piece) { twice += piece; });

  EXPECT_EQ(written, twice);
  ASSERT_EQ(again.aggregates().statements().size(), store.aggregates().statements().size());
  EXPECT_EQ(again.aggregates().operations(), store.aggregates().operations());
  EXPECT_EQ(again.aggregates().failed(), store.aggregates().failed());
  EXPECT_EQ(again.aggregates().busy(), store.aggregates().busy());
  EXPECT_TRUE(nlohmann::json::accept(written.substr(0, written.find('\n'))));
}

// Callers of Redis expect some errors: they have a type, but their spans did not fail.
TEST(JsonSpansTest, AnExpectedErrorKeepsItsTypeAndIsNoFailure) {
  Store store{256U << 20U};
  store.OnResource(ShopResource());
  ReceivedSpan refused = CommandSpan(1, 1, 0, "EVALSHA", "EVALSHA ? 0", 0, kMicrosecond);
  refused = With(std::move(refused), "db.response.status_code", "NOSCRIPT");
  store.OnSpan(With(std::move(refused), "error.type", "NOSCRIPT"));
  store.OnSpan(Failed(CommandSpan(2, 2, 0, "GET", "GET a", 9, kMicrosecond), "ERR", "no"));
  std::string written;
  WriteJsonSpans(store, {}, [&written](std::string_view piece) { written += piece; });

  Kept kept;
  ReadTracesJson(written.substr(0, written.find('\n')), kept);
  for (auto at = written.find('\n') + 1; at < written.size(); at = written.find('\n', at) + 1) {
    ReadTracesJson(written.substr(at, written.find('\n', at) - at), kept);
  }
  ASSERT_THAT(kept.spans, SizeIs(2));
  EXPECT_EQ(kept.spans[0].status, 0);
  EXPECT_THAT(kept.spans[0].attributes,
              UnorderedElementsAre(
                  Pair("db.system.name", "redis"), Pair("db.operation.name", "EVALSHA"),
                  Pair("db.query.text", "EVALSHA ? 0"), Pair("db.response.status_code", "NOSCRIPT"),
                  Pair("error.type", "NOSCRIPT")));
  EXPECT_EQ(kept.spans[1].status, 2);
  EXPECT_THAT(
      kept.spans[1].attributes,
      UnorderedElementsAre(Pair("db.system.name", "redis"), Pair("db.operation.name", "GET"),
                           Pair("db.query.text", "GET a"), Pair("error.type", "ERR")));
  EXPECT_EQ(store.aggregates().failed(), 1U);
}

TEST(GzipTest, UnpacksWhatItPackedAndNothingElse) {
  const std::string plain(300'000, 'x');
  EXPECT_EQ(Gunzip(Gzip(plain), plain.size()), plain);
  EXPECT_EQ(Gunzip(Gzip(plain), plain.size() - 1), std::nullopt);
  EXPECT_EQ(Gunzip("no", 100), std::nullopt);
  const std::string packed = Gzip(plain);
  EXPECT_EQ(Gunzip(packed.substr(0, packed.size() - 1), plain.size()), std::nullopt);
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foo"), "Zm9v");
  EXPECT_EQ(Base64("foob"), "Zm9vYg==");
}

TEST(StatementDiffTest, ShowsNewGoneAndChangedStatements) {
  Store before{256U << 20U};
  AddCheckout(before);
  Store after{256U << 20U};
  after.OnResource(ShopResource());
  after.OnSpan(SpanOf(1, 1, 0, "checkout", 0, 9 * kMillisecond));
  after.OnSpan(StatementSpan(1, 2, 1, "postgresql", "SELECT stock",
                             "SELECT pieces FROM stock WHERE id = ?", kMillisecond, kMillisecond));
  after.OnSpan(StatementSpan(1, 3, 1, "postgresql", "SELECT new", "SELECT * FROM new", kMillisecond,
                             kMillisecond));
  Look look;
  look.width = 80;
  const std::string text =
      DrawChanges(CompareStatements(before.aggregates(), after.aggregates()), look, false);

  EXPECT_THAT(text, HasSubstr("25 → 1"));
  EXPECT_THAT(text, testing::ContainsRegex("SELECT new.* new\n"));
  EXPECT_THAT(text, testing::ContainsRegex("SELECT nowhere.* gone, failed 1 → 0\n"));
  EXPECT_THAT(text, testing::ContainsRegex("\nall: count .*, total .* → .*, failed .* → 0\n$"));
}

// One line per statement: a file may have it from several services, and texts may be missing.
TEST(StatementDiffTest, AddsUpWhatSeveralServicesDid) {
  const auto add = [](Store& store, const std::string& text, int services, int each) {
    SpanId id = 1;
    for (int service = 0; service < services; ++service) {
      ReceivedResource resource = ShopResource();
      resource.service = "service " + std::to_string(service);
      store.OnResource(resource);
      for (int i = 0; i < each; ++i) {
        ++id;
        const auto start = static_cast<std::int64_t>(id) * kMillisecond;
        store.OnSpan(StatementSpan(1, id, 0, "postgresql", "SELECT stock", text, start,
                                   (service + 1) * kMillisecond));
      }
    }
  };
  for (const std::string text : {"SELECT pieces FROM stock", ""}) {
    Store before{256U << 20U};
    Store after{256U << 20U};
    add(before, text, 3, 4);
    add(after, text, 2, 5);

    const auto changes = CompareStatements(before.aggregates(), after.aggregates());

    ASSERT_EQ(changes.size(), 1U) << text;
    EXPECT_EQ(changes[0].before.count, 12U);
    EXPECT_EQ(changes[0].after.count, 10U);
    EXPECT_EQ(changes[0].before.durations.total(), 4 * (1 + 2 + 3) * kMillisecond);
    EXPECT_EQ(changes[0].before.durations.min(), kMillisecond);
    EXPECT_EQ(changes[0].before.durations.max(), 3 * kMillisecond);
    EXPECT_NEAR(static_cast<double>(changes[0].after.durations.Percentile(0.95)),
                2.0 * kMillisecond, 0.01 * kMillisecond);
  }
}

}  // namespace
}  // namespace dbspan::view
