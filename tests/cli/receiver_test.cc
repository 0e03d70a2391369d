#include "cli/receiver.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "cli/file_descriptor.h"
#include "cli/http_message.h"
#include "cli/http_server.h"
#include "cli/options.h"
#include "view/gzip.h"

namespace dbspan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSpans =
    R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",)"
    R"("name":"x","startTimeUnixNano":"5","endTimeUnixNano":"7"}]}]}]})";

HttpRequest Post(const std::string& body, const std::string& type = "application/json") {
  HttpRequest request;
  request.method = "POST";
  request.path = "/v1/traces";
  request.headers = {{"content-type", type}, {"host", "127.0.0.1:4318"}};
  request.body = body;
  return request;
}

class ReceiverTest : public testing::Test {
 protected:
  std::size_t received() {
    return store_.With([](view::Store& store) { return store.received(); });
  }

  SharedStore store_{64U << 20U};
  Receiver receiver_{store_, 0};
};

TEST_F(ReceiverTest, TakesJsonPlainAndPackedAndDropsRepetitions) {
  EXPECT_EQ(receiver_.Answer(Post(kSpans)).status, 200);
  EXPECT_EQ(receiver_.Answer(Post(kSpans)).body, "{}");
  HttpRequest packed = Post(view::Gzip(kSpans));
  packed.headers["content-encoding"] = "gzip";
  EXPECT_EQ(receiver_.Answer(packed).status, 200);

  EXPECT_EQ(received(), 1U);
}

TEST_F(ReceiverTest, RefusesWithTheReason) {
  EXPECT_EQ(receiver_.Answer(Post("{")).status, 400);
  EXPECT_EQ(receiver_.Answer(Post("\xFF\xFF", "application/x-protobuf")).status, 400);
  EXPECT_EQ(receiver_.Answer(Post(kSpans, "text/plain")).status, 415);
  HttpRequest packed = Post("not packed");
  packed.headers["content-encoding"] = "gzip";
  EXPECT_EQ(receiver_.Answer(packed).status, 400);
  packed.headers["content-encoding"] = "br";
  EXPECT_EQ(receiver_.Answer(packed).status, 415);
  HttpRequest get = Post("");
  get.method = "GET";
  EXPECT_EQ(receiver_.Answer(get).status, 405);
  HttpRequest elsewhere = Post(kSpans);
  elsewhere.path = "/";
  EXPECT_EQ(receiver_.Answer(elsewhere).status, 404);

  EXPECT_EQ(received(), 0U);
}

TEST_F(ReceiverTest, AWebPageGetsNothing) {
  HttpRequest foreign = Post(kSpans);
  foreign.headers["host"] = "evil.example:4318";
  EXPECT_EQ(receiver_.Answer(foreign).status, 403);
  foreign.headers["host"] = "127.0.0.1.evil.example";
  EXPECT_EQ(receiver_.Answer(foreign).status, 403);
  HttpRequest page = Post(kSpans);
  page.headers["origin"] = "http://evil.example";
  EXPECT_EQ(receiver_.Answer(page).status, 403);
  for (const char* host : {"localhost:4318", "[::1]:4318", "[::1]", "127.0.0.1"}) {
    HttpRequest own = Post(kSpans);
    own.headers["host"] = host;
    EXPECT_EQ(receiver_.Answer(own).status, 200) << host;
  }
}

TEST_F(ReceiverTest, WhatWasRefusedIsReportedAtTheEnd) {
  receiver_.Start();
  receiver_.Answer(Post(kSpans, "text/plain"));
  const auto notices = receiver_.Finish();

  ASSERT_EQ(notices.size(), 1U);
  EXPECT_THAT(notices[0].text, HasSubstr("1 request was refused: the content type"));
}

TEST(HttpParserTest, ReadsRequestsInPiecesOfAnySize) {
  const std::string text =
      "POST /v1/traces?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
      "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
  for (std::size_t size = 1; size < text.size(); ++size) {
    HttpParser parser{1000};
    std::vector<std::string> bodies;
    for (std::size_t at = 0; at < text.size(); at += size) {
      auto state = parser.Feed(text.substr(at, size));
      while (state == HttpParser::State::kComplete) {
        bodies.push_back(parser.request().path + parser.request().body);
        state = parser.Next();
      }
      ASSERT_NE(state, HttpParser::State::kBad);
    }
    EXPECT_THAT(bodies, ElementsAre("/v1/traceshello", "/babcde")) << size;
  }
}

TEST(HttpParserTest, BoundsTheSizesOfChunksAndTheTrailer) {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& endless :
       {std::string(100'000, '1'), "0\r\n" + std::string(100'000, 'x')}) {
    HttpParser parser{1000};
    EXPECT_EQ(parser.Feed(head), HttpParser::State::kIncomplete);
    EXPECT_EQ(parser.Feed(endless), HttpParser::State::kBad);
  }
}

TEST(HttpServerTest, StopsWhileAPeerGoesOnSending) {
  HttpServer server{0};
  server.Start([](const HttpRequest&) { return HttpAnswer{}; });
  const FileDescriptor peer{socket(AF_INET, SOCK_STREAM, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(peer.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  // Sends requests until the server closes the connection.
  std::thread sender{[&peer] {
    const std::string_view request = "GET / HTTP/1.1\r\n\r\n";
    std::array<char, 4096> answer{};
    while (send(peer.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0 &&
           recv(peer.get(), answer.data(), answer.size(), 0) > 0) {
    }
  }};

  server.Stop(100);

  shutdown(peer.get(), SHUT_RDWR);
  sender.join();
}

TEST(HttpServerTest, ListensOnBothAddressesOfThisMachine) {
  HttpServer server{0};
  server.Start([](const HttpRequest&) { return HttpAnswer{}; });
  const FileDescriptor peer{socket(AF_INET6, SOCK_STREAM, 0)};
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(server.port());
  address.sin6_addr = in6addr_loopback;
  if (!peer || connect(peer.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ASSERT_NE(errno, ECONNREFUSED);
    GTEST_SKIP() << "this machine has no IPv6 on loopback";
  }
  const std::string_view request = "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n";
  std::array<char, 4096> answer{};

  ASSERT_EQ(send(peer.get(), request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(request.size()));
  const ssize_t size = recv(peer.get(), answer.data(), answer.size(), 0);

  EXPECT_EQ((std::string{answer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))})
                .substr(0, 12),
            "HTTP/1.1 200");
}

TEST(HttpServerTest, APortThatIsTakenOnOneAddressIsTaken) {
  const FileDescriptor other{socket(AF_INET6, SOCK_STREAM, 0)};
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (!other || bind(other.get(), generic, size) != 0) {
    GTEST_SKIP() << "this machine has no IPv6 on loopback";
  }
  ASSERT_EQ(listen(other.get(), 1), 0);
  ASSERT_EQ(getsockname(other.get(), generic, &size), 0);

  EXPECT_THROW((HttpServer{ntohs(address.sin6_port)}), std::system_error);
}

TEST(ReceiverOriginsTest, WebPagesMaySendFromOriginsThatWereAllowed) {
  SharedStore store{1U << 20U};
  Receiver receiver{store, 0};
  receiver.AllowOrigins({"http://localhost:3000"});
  HttpRequest request = Post(kSpans);
  request.headers["origin"] = "http://localhost:3000";
  HttpRequest preflight;
  preflight.method = "OPTIONS";
  preflight.path = "/v1/traces";
  preflight.headers = {{"origin", "http://localhost:3000"},
                       {"access-control-request-method", "POST"},
                       {"access-control-request-headers", "content-type"}};
  HttpRequest page = preflight;
  page.path = "/data";

  const HttpAnswer asked = receiver.Answer(preflight);
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.headers.at("Access-Control-Allow-Origin"), "http://localhost:3000");
  EXPECT_EQ(asked.headers.at("Access-Control-Allow-Headers"), "content-type");
  const HttpAnswer taken = receiver.Answer(request);
  EXPECT_EQ(taken.status, 200);
  EXPECT_EQ(taken.headers.at("Access-Control-Allow-Origin"), "http://localhost:3000");
  EXPECT_EQ(receiver.Answer(page).headers.count("Access-Control-Allow-Origin"), 0U);
  for (const char* other : {"http://localhost:3001", "https://localhost:3000", "null", "*"}) {
    preflight.headers["origin"] = request.headers["origin"] = other;
    EXPECT_EQ(receiver.Answer(preflight).status, 403) << other;
    EXPECT_EQ(receiver.Answer(request).status, 403) << other;
  }
  EXPECT_EQ(store.With([](view::Store& kept) { return kept.received(); }), 1U);
}

TEST(ReceiverOriginsTest, AStarAllowsAllOrigins) {
  SharedStore store{1U << 20U};
  Receiver receiver{store, 0};
  receiver.AllowOrigins({"*"});
  HttpRequest request = Post(kSpans);
  request.headers["origin"] = "https://shop.example";

  EXPECT_EQ(receiver.Answer(request).headers.at("Access-Control-Allow-Origin"),
            "https://shop.example");
}

TEST(HttpParserTest, RefusesWhatIsNoRequestOrTooLong) {
  const auto status_of = [](const std::string& text) {
    HttpParser parser{1000};
    EXPECT_EQ(parser.Feed(text), HttpParser::State::kBad) << text;
    return parser.status();
  };
  EXPECT_EQ(status_of("nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /\r\n\r\n"), 400);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n"), 413);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n"), 413);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), 400);
  EXPECT_EQ(status_of(std::string(70'000, 'x')), 400);
  HttpParser grpc{1000};
  EXPECT_EQ(grpc.Feed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), HttpParser::State::kBad);
  EXPECT_THAT(grpc.reason(), HasSubstr("http/protobuf"));
}

TEST(OptionsTest, ReadsUpToTheProgram) {
  const std::vector<std::string> known{"quiet", "html", "statements", "fail-on", "memory"};
  const Options options = ReadOptions(
      {"-q", "--html", "a.html", "--memory=64M", "--fail-on=findings,errors", "psql", "-q"}, known);

  EXPECT_TRUE(options.quiet);
  EXPECT_EQ(options.html, "a.html");
  EXPECT_EQ(options.memory, std::size_t{64} << 20U);
  EXPECT_TRUE(options.fail_on_findings);
  EXPECT_TRUE(options.fail_on_errors);
  EXPECT_FALSE(options.fail_on_untraced);
  EXPECT_THAT(options.rest, ElementsAre("psql", "-q"));
  EXPECT_THAT(ReadOptions({"--", "--html"}, known).rest, ElementsAre("--html"));
}

TEST(OptionsTest, OriginsAreOfWebPages) {
  const auto read = [](const std::string& value) {
    return ReadOptions({"--cors", value}, {"cors"}).origins;
  };
  EXPECT_THAT(read("http://localhost:3000,https://a.example"),
              ElementsAre("http://localhost:3000", "https://a.example"));
  EXPECT_THAT(read("*"), ElementsAre("*"));
  for (const char* wrong : {"", "localhost", "http://", "http://a/", "http://a/b", "http://a,"}) {
    EXPECT_THROW(read(wrong), WrongUse) << wrong;
  }
}

TEST(OptionsTest, TheGapOfABurstHasAUnit) {
  EXPECT_EQ(ReadOptions({"--burst-gap=2.5ms"}, {"burst-gap"}).burst_gap.count(), 2'500'000);
  for (const char* wrong : {"", "100", "ms", "-1ms", "1s", "1msx", "nanms"}) {
    EXPECT_THROW(ReadOptions({"--burst-gap", wrong}, {"burst-gap"}), WrongUse) << wrong;
  }
}

TEST(OptionsTest, StandAfterFilesButNotAfterPrograms) {
  const std::vector<std::string> known{"html", "quiet"};
  const Options options =
      ReadOptions({"a.jsonl", "--html", "a.html", "--", "-q"}, known, OptionPlace::kAnywhere);

  EXPECT_EQ(options.html, "a.html");
  EXPECT_FALSE(options.quiet);
  EXPECT_THAT(options.rest, ElementsAre("a.jsonl", "-q"));
  EXPECT_THAT(options.given, ElementsAre("html"));
}

TEST(OptionsTest, WrongUseIsSaid) {
  const std::vector<std::string> known{"quiet", "html", "statements", "fail-on", "memory"};
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--html"},
                                                {"--html="},
                                                {"--html", ""},
                                                {"--html", "a", "--html", "b"},
                                                {"--nonsense"},
                                                {"--all"},
                                                {"-x"},
                                                {"--quiet=1"},
                                                {"--memory", "64X"},
                                                {"--memory", "-1"},
                                                {"--statements", "x"},
                                                {"--fail-on", "findings,"},
                                                {"--fail-on", "all"}}) {
    EXPECT_THROW(ReadOptions(wrong, known), WrongUse) << wrong[0];
  }
}

}  // namespace
}  // namespace dbspan::cli
