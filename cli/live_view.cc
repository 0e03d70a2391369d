#include "cli/live_view.h"

#include <chrono>
#include <random>
#include <string_view>
#include <utility>

#include "core/text/starts_with.h"
#include "view/attribute_text.h"
#include "view/gzip.h"
#include "view/page.h"

namespace dbspan::cli {
namespace {

std::string SecretPath() {
  std::random_device random;
  std::string path = "/";
  for (int i = 0; i < 3; ++i) {
    path += view::HexOf(static_cast<view::SpanId>(random()) << 32U | random());
  }
  return path + "/";
}

HttpAnswer With(std::string body, const char* type) {
  HttpAnswer answer;
  answer.content_type = type;
  answer.body = std::move(body);
  answer.headers = {{"Cache-Control", "no-store"},
                    {"Content-Security-Policy", "frame-ancestors 'none'"},
                    {"Referrer-Policy", "no-referrer"},
                    {"Cross-Origin-Resource-Policy", "same-origin"}};
  return answer;
}

// Returns true if the client accepts this content encoding. Weights are ignored.
bool Accepts(const HttpRequest& request, std::string_view encoding) {
  return request.Header("accept-encoding").find(encoding) != std::string::npos;
}

}  // namespace

LiveView::LiveView(SharedStore& store, std::function<void()> changed)
    : store_(store), path_(SecretPath()), maker_(store, std::move(changed)) {}

HttpAnswer LiveView::Answer(const HttpRequest& request) {
  const bool read = request.method == "GET" || request.method == "HEAD";
  const bool inside = StartsWith(request.path, path_);
  const std::string name = inside ? request.path.substr(path_.size()) : std::string{};
  if (inside && read && name.empty()) {
    return With(view::LivePage(view::PageTemplate(), "dbspan view"), "text/html; charset=utf-8");
  }
  if (inside && read && name == "data") return Data(request);
  if (inside && read && name == "state") {
    return State(request);
  }
  HttpAnswer answer;
  answer.status = 404;
  answer.body = "The page is below the path that dbspan view printed.\n";
  return answer;
}

HttpAnswer LiveView::State(const HttpRequest& request) {
  const std::string version =
      std::to_string(store_.With([](view::Store& store) { return store.version(); }));
  HttpAnswer answer = With("{\"data\":" + version + "}", "application/json");
  answer.later = request.query == "after=" + version;
  if (answer.later) answer.body.clear();
  return answer;
}

HttpAnswer LiveView::Data(const HttpRequest& request) {
  constexpr std::chrono::hours kLongest{1};
  const PageMaker::Packed packed = maker_.Take(request.arrived);
  if (packed == nullptr) {
    HttpAnswer later;
    later.later = true;
    later.longest_wait = kLongest;
    return later;
  }
  if (Accepts(request, "gzip")) {
    HttpAnswer answer = With(*packed, "application/octet-stream");
    answer.headers["Content-Encoding"] = "gzip";
    return answer;
  }
  constexpr std::size_t kMost = std::size_t{1} << 30U;
  return With(view::Gunzip(*packed, kMost).value_or(""), "application/octet-stream");
}

}  // namespace dbspan::cli
