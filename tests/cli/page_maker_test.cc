#include "cli/page_maker.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "cli/file_descriptor.h"
#include "cli/http_server.h"
#include "cli/shared_store.h"
#include "view/gzip.h"
#include "view/received_span.h"

namespace dbspan::cli {
namespace {

void Receive(SharedStore& store, const std::string& name, view::SpanId id) {
  view::ReceivedSpan span;
  span.trace_id[0] = 1;
  span.id = id;
  span.name = name;
  span.start = 5;
  span.end = 7;
  store.With([&span](view::Store& kept) { kept.OnSpan(span); });
}

// Counts how often data were made, and waits for the next time.
class Made {
 public:
  void Add() {
    const std::lock_guard<std::mutex> lock{mutex_};
    ++times_;
    changed_.notify_all();
  }
  void WaitFor(int times) {
    std::unique_lock<std::mutex> lock{mutex_};
    changed_.wait(lock, [this, times] { return times_ >= times; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int times_ = 0;
};

bool Has(const PageMaker::Packed& packed, const std::string& text) {
  return view::Gunzip(*packed, 1U << 20U).value_or("").find(text) != std::string::npos;
}

TEST(PageMakerTest, MakesDataOfFewerTracesWhileThatTakesLong) {
  using std::chrono::milliseconds;
  EXPECT_EQ(NextOrdinarySpans(200'000, milliseconds{301}), 100'000U);
  EXPECT_EQ(NextOrdinarySpans(30'000, milliseconds{2000}), 25'000U);
  EXPECT_EQ(NextOrdinarySpans(50'000, milliseconds{200}), 50'000U);
  EXPECT_EQ(NextOrdinarySpans(50'000, milliseconds{99}), 100'000U);
  EXPECT_EQ(NextOrdinarySpans(150'000, milliseconds{1}), 200'000U);
}

TEST(PageMakerTest, GivesDataWithAllSpansThatWereReceivedBefore) {
  SharedStore store{64U << 20U};
  Made made;
  PageMaker maker{store, [&made] { made.Add(); }};
  Receive(store, "first", 1);
  const auto after_first = PageMaker::Clock::now();

  EXPECT_EQ(maker.Take(after_first), nullptr);
  made.WaitFor(1);
  const PageMaker::Packed first = maker.Take(after_first);
  ASSERT_NE(first, nullptr);
  EXPECT_TRUE(Has(first, "\"first\""));

  Receive(store, "second", 2);
  const auto after_second = PageMaker::Clock::now();
  EXPECT_EQ(maker.Take(after_first), first) << "older data are good enough for an older request";
  EXPECT_EQ(maker.Take(after_second), nullptr);
  made.WaitFor(2);
  const PageMaker::Packed second = maker.Take(after_second);
  ASSERT_NE(second, nullptr);
  EXPECT_TRUE(Has(second, "\"first\"") && Has(second, "\"second\""));
}

TEST(PageMakerTest, DoesNotMakeTheSameDataAgain) {
  SharedStore store{64U << 20U};
  Made made;
  PageMaker maker{store, [&made] { made.Add(); }};
  Receive(store, "only", 1);

  EXPECT_EQ(maker.Take(PageMaker::Clock::now()), nullptr);
  made.WaitFor(1);

  EXPECT_NE(maker.Take(PageMaker::Clock::now()), nullptr) << "nothing was received since then";
}

TEST(HttpServerTest, AsksAgainForRequestsThatWait) {
  std::atomic<bool> ready{false};
  std::atomic<bool> asked{false};
  HttpServer server{0};
  server.Start([&](const HttpRequest&) {
    HttpAnswer answer;
    answer.later = !ready;
    answer.longest_wait = std::chrono::hours{1};
    answer.body = "ready";
    asked = true;
    return answer;
  });
  const FileDescriptor peer{socket(AF_INET, SOCK_STREAM, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(peer.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string_view request = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
  ASSERT_EQ(send(peer.get(), request.data(), request.size(), 0),
            static_cast<ssize_t>(request.size()));
  while (!asked) std::this_thread::yield();

  ready = true;
  server.AskAgain();

  std::string answer;
  std::array<char, 1024> piece{};
  for (ssize_t size = 0; (size = recv(peer.get(), piece.data(), piece.size(), 0)) > 0;) {
    answer.append(piece.data(), static_cast<std::size_t>(size));
  }
  EXPECT_NE(answer.find("ready"), std::string::npos) << answer;
}

}  // namespace
}  // namespace dbspan::cli
