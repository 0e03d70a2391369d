#include "recorder/export/otlp_exporter.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "recorder/export/answer.h"
#include "recorder/export/dynamic_libraries.h"
#include "recorder/export/http_client.h"
#include "recorder/recording_thread.h"
#include "tests/support/captured_log.h"
#include "tests/support/scripted_server.h"

namespace dbspan::recorder {
namespace {

using test::HttpAnswerText;
using test::ScriptedServer;
using Then = test::ScriptedServer::Then;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::int64_t kSecond = 1'000'000'000;

// An ExportTraceServiceRequest with one empty ResourceSpans.
const std::string kRequest{"\x0a\x00", 2};

class OtlpExporterTest : public ::testing::Test {
 protected:
  OtlpExporterTest() { settings_.target.timeout = std::chrono::minutes{5}; }

  ScriptedServer& Serve(ScriptedServer::Script script) {
    server_ = std::make_unique<ScriptedServer>(std::move(script));
    settings_.target.url = server_->url() + "/v1/traces";
    return *server_;
  }
  /// The server answers the first request with `first`, and the others with 200.
  ScriptedServer& ServeFirst(ScriptedServer::Answer first) {
    return Serve([first](int request) {
      return request == 0 ? first : ScriptedServer::Answer{HttpAnswerText(200)};
    });
  }
  std::size_t Export(std::size_t items = 10) { return exporter_.Export(kRequest, items); }

  std::unique_ptr<ScriptedServer> server_;
  SignalSettings settings_;
  std::atomic<std::int64_t> deadline_{OtlpExporter::kNoDeadline};
  OtlpExporter exporter_{settings_, otlp::Message::kTracesRequest,
                         [this] { return deadline_.load(); }};
};

TEST_F(OtlpExporterTest, PostsWithTheHeadersOfTheProtocolAndThoseAskedFor) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(200)});
  settings_.target.headers = {"api-key: secret"};

  EXPECT_EQ(Export(), 0U);

  ASSERT_THAT(server.Requests(), SizeIs(1));
  EXPECT_THAT(server.Requests()[0],
              AllOf(StartsWith("POST /v1/traces HTTP/1.1\r\n"),
                    HasSubstr("Content-Type: application/x-protobuf\r\n"),
                    HasSubstr("User-Agent: dbspan-otlp-exporter/"),
                    HasSubstr("api-key: secret\r\n"), EndsWith("\r\n\r\n" + kRequest)));
}

TEST_F(OtlpExporterTest, PostsJson) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(200, "{}")});
  settings_.target.protocol = Protocol::kHttpJson;

  EXPECT_EQ(Export(), 0U);

  EXPECT_THAT(server.Requests()[0], AllOf(HasSubstr("Content-Type: application/json\r\n"),
                                          EndsWith("\r\n\r\n{\"resourceSpans\":[{}]}")));
}

TEST_F(OtlpExporterTest, CompressesIfAskedTo) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(200)});
  settings_.target.gzip = true;

  EXPECT_EQ(Export(), 0U);

  EXPECT_THAT(server.Requests()[0],
              AllOf(HasSubstr("Content-Encoding: gzip\r\n"), HasSubstr("\r\n\r\n\x1f\x8b")));
}

TEST_F(OtlpExporterTest, ReturnsHowManyWereRejected) {
  const std::string partial{"\x0a\x06\x08\x03\x12\x02no",
                            8};  // encodes rejected_spans 3 and error_message "no"
  ServeFirst({HttpAnswerText(200, partial)});

  EXPECT_EQ(Export(), 3U);
  EXPECT_EQ(Export(), 0U);
}

TEST_F(OtlpExporterTest, ReturnsHowManyWereRejectedInJson) {
  ServeFirst({HttpAnswerText(
      200, R"({"partialSuccess":{"rejectedSpans":"4","errorMessage":"too old"}})")});
  settings_.target.protocol = Protocol::kHttpJson;

  EXPECT_EQ(Export(), 4U);
}

TEST_F(OtlpExporterTest, ComesBackWhenTheReceiverSaysSo) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(429, "", "Retry-After: 1\r\n")});
  const std::int64_t begin = SteadyNow();

  EXPECT_EQ(Export(), 0U);

  EXPECT_THAT(server.Requests(), SizeIs(2));
  EXPECT_EQ(server.Requests()[0], server.Requests()[1]);
  EXPECT_GE(SteadyNow() - begin, kSecond);
}

TEST_F(OtlpExporterTest, DoesNotWaitForAReceiverThatWantsHours) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(503, "", "Retry-After: 7200\r\n")});

  EXPECT_EQ(Export(), 10U);

  EXPECT_THAT(server.Requests(), SizeIs(1));
}

TEST_F(OtlpExporterTest, TriesAgainAfterHalfAnAnswer) {
  ScriptedServer& server =
      ServeFirst({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Then::kClose});

  EXPECT_EQ(Export(), 0U);

  EXPECT_THAT(server.Requests(), SizeIs(2));
}

TEST_F(OtlpExporterTest, TriesAgainAfterAConnectionThatWasClosed) {
  ScriptedServer& server = ServeFirst({"", Then::kClose});

  EXPECT_EQ(Export(), 0U);

  EXPECT_GE(server.Requests().size(), 2U);
}

class OtlpExporterRefusalTest : public OtlpExporterTest,
                                public ::testing::WithParamInterface<int> {};

TEST_P(OtlpExporterRefusalTest, IsFinal) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(GetParam(), "no")});

  EXPECT_EQ(Export(), 10U);

  EXPECT_THAT(server.Requests(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Statuses, OtlpExporterRefusalTest,
                         ::testing::Values(301, 400, 401, 404, 413, 500));

TEST_F(OtlpExporterTest, AReceiverThatNeverAnswersHoldsItNoLongerThanTheDeadline) {
  const ScriptedServer& server = Serve([this](int) {
    deadline_ = SteadyNow() + kSecond / 10;  // the request has arrived
    return ScriptedServer::Answer{"HTTP/1.1 200", Then::kHang};
  });

  EXPECT_EQ(Export(), 10U);

  EXPECT_THAT(server.Requests(), SizeIs(1));
  EXPECT_EQ(Export(), 10U);
  EXPECT_THAT(server.Requests(), SizeIs(1));
}

TEST_F(OtlpExporterTest, AnAttemptTakesNoLongerThanItsTimeout) {
  ScriptedServer& server = ServeFirst({"", Then::kHang});
  settings_.target.timeout = std::chrono::seconds{1};

  EXPECT_EQ(Export(), 0U);

  EXPECT_GE(server.Requests().size(), 2U);
}

TEST_F(OtlpExporterTest, WhileTheProcessEndsAReceiverThatIsNotThereIsAskedOnce) {
  settings_.target.url = "http://127.0.0.1:1/v1/traces";
  int asked = 0;
  OtlpExporter exporter{settings_, otlp::Message::kTracesRequest, [&] {
                          ++asked;
                          return SteadyNow() + 3600 * kSecond;
                        }};

  EXPECT_EQ(exporter.Export(kRequest, 10), 10U);

  // A refused connection needs a few. An exporter that retries asks every 20 ms for 11 s or more.
  EXPECT_LT(asked, 100);
}

TEST_F(OtlpExporterTest, SecretsOfTheAddressAreNotLogged) {
  settings_.target.url = "http://root:S3CRET@127.0.0.1:2/v1/traces?api_key=S3CRET";
  const test::CapturedLog log;
  deadline_ = SteadyNow() + 3600 * kSecond;

  EXPECT_EQ(Export(), 10U);

  EXPECT_THAT(log.Text(),
              AllOf(HasSubstr("to http://127.0.0.1:2/v1/traces: "), Not(HasSubstr("S3CRET"))));
}

TEST_F(OtlpExporterTest, WhileTheProcessEndsNobodyWaitsForARetryAfterTheDeadline) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(503, "", "Retry-After: 60\r\n")});
  const test::CapturedLog log;
  deadline_ = SteadyNow() + 50 * kSecond;

  EXPECT_EQ(Export(), 10U);

  EXPECT_THAT(server.Requests(), SizeIs(1));
  EXPECT_LT(SteadyNow(), deadline_);
  EXPECT_THAT(log.Text(), HasSubstr("HTTP status 503; 10 are lost"));
}

TEST_F(OtlpExporterTest, TheEndOfTheProcessCutsAPauseShort) {
  ScriptedServer& server =
      ServeFirst({HttpAnswerText(503, "", "Retry-After: 60\r\nConnection: close\r\n")});
  int asked = 0;  // after the answer; it asks few times before the pause, and repeatedly during it
  OtlpExporter exporter{settings_, otlp::Message::kTracesRequest, [&] {
                          const bool pauses = server.ClosedByClients() > 0 && ++asked > 20;
                          return pauses ? SteadyNow() + 30 * kSecond : OtlpExporter::kNoDeadline;
                        }};

  EXPECT_EQ(exporter.Export(kRequest, 10), 0U);

  EXPECT_THAT(server.Requests(), SizeIs(2));
}

TEST_F(OtlpExporterTest, KeepsTheBeginningOnlyOfALongAnswer) {
  const std::string body(std::size_t{8} << 20U, '\xFF');
  ServeFirst({HttpAnswerText(200, body)});
  std::string reason;
  const CurlLibrary* const curl = CurlLibrary::Load(reason);
  ASSERT_NE(curl, nullptr) << reason;
  HttpClient client{*curl, settings_.target};

  const HttpAnswer answer = client.Post(kRequest, [] { return false; });

  EXPECT_TRUE(answer.arrived);
  EXPECT_THAT(answer.body, AllOf(Not(IsEmpty()), SizeIs(Lt(body.size() / 8))));
  EXPECT_EQ(answer.body, body.substr(0, answer.body.size()));
}

TEST_F(OtlpExporterTest, AnHttp1ServerIsNoGrpcReceiver) {
  ServeFirst({HttpAnswerText(400), Then::kClose});
  settings_.target.protocol = Protocol::kGrpc;
  deadline_ = SteadyNow() + kSecond / 2;

  EXPECT_EQ(Export(), 10U);
}

int ClientSocket() {
  for (int descriptor = 300; descriptor < 2000; ++descriptor) {
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode)) return descriptor;
  }
  return -1;
}

TEST_F(OtlpExporterTest, ADescriptorThatBecameTheApplicationsIsLeftAlone) {
  ScriptedServer& server = ServeFirst({HttpAnswerText(200)});
  ASSERT_EQ(Export(), 0U);
  const int descriptor = ClientSocket();
  ASSERT_GT(descriptor, 0);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(dup2(ends[1], descriptor), descriptor);  // also closes the socket

  EXPECT_EQ(Export(), 0U);

  EXPECT_THAT(server.Requests(), SizeIs(2));
  struct stat status {};
  ASSERT_EQ(fstat(descriptor, &status), 0);
  EXPECT_TRUE(S_ISFIFO(status.st_mode));
  close(ends[1]);
  close(descriptor);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0) << "something was written to the application's pipe";
  close(ends[0]);
}

HttpAnswer GrpcAnswer(int status, std::int64_t retry_after = 0) {
  HttpAnswer answer;
  answer.arrived = true;
  answer.status = 200;
  answer.grpc_status = status;
  answer.retry_after = retry_after;
  return answer;
}

TEST(JudgeTest, GrpcStatusesAreRetriedAsTheSpecificationSays) {
  using Kind = Verdict::Kind;
  const auto kind = [](const HttpAnswer& answer) { return Judge(answer, Protocol::kGrpc).kind; };

  EXPECT_EQ(kind(GrpcAnswer(0)), Kind::kTaken);
  for (const int status : {1, 4, 10, 11, 14, 15}) EXPECT_EQ(kind(GrpcAnswer(status)), Kind::kRetry);
  for (const int status : {2, 3, 5, 6, 7, 8, 9, 12, 13, 16}) {
    EXPECT_EQ(kind(GrpcAnswer(status)), Kind::kRefused);
  }
  EXPECT_EQ(kind(GrpcAnswer(8, 5)), Kind::kRetry);
  EXPECT_EQ(kind(GrpcAnswer(-1)), Kind::kRetry);
}

TEST(JudgeTest, ABodyThatIsNoMessageIsTakenForSuccess) {
  HttpAnswer answer;
  answer.arrived = true;
  answer.status = 200;
  answer.body = "<html>\xFF\xFF";

  const Verdict verdict = Judge(answer, Protocol::kHttpProtobuf);

  EXPECT_EQ(verdict.kind, Verdict::Kind::kTaken);
  EXPECT_EQ(verdict.rejected, 0U);
}

}  // namespace
}  // namespace dbspan::recorder
