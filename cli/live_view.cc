#include "cli/live_view.h"

#include <random>

#include "view/attribute_text.h"
#include "view/page.h"
#include "view/page_data.h"
#include "view/picture.h"

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

}  // namespace

LiveView::LiveView(SharedStore& store) : store_(store), path_(SecretPath()) {}

HttpAnswer LiveView::Answer(const HttpRequest& request) {
  const bool read = request.method == "GET" || request.method == "HEAD";
  const bool inside = request.path.compare(0, path_.size(), path_) == 0;
  const std::string name = inside ? request.path.substr(path_.size()) : std::string{};
  if (inside && read && name.empty()) {
    return With(view::LivePage(view::PageTemplate(), "dbspan view"), "text/html; charset=utf-8");
  }
  if (inside && read && name == "data") return With(Data(), "application/octet-stream");
  if (inside && read && name == "state") {
    return With("{\"data\":" + std::to_string(Version()) + "}", "application/json");
  }
  HttpAnswer answer;
  answer.status = 404;
  answer.body = "The page is below the path that dbspan view printed.\n";
  return answer;
}

std::uint64_t LiveView::Version() {
  return store_.With([](view::Store& store) { return store.received(); });
}

std::string LiveView::Data() {
  store_.With([this](view::Store& store) {
    if (store.received() == data_version_) return;
    view::RunFacts facts;
    facts.title = "dbspan view";
    facts.live = true;
    data_ = view::PageData(view::TakePicture(store, std::move(facts)));
    data_version_ = store.received();
  });
  return data_;
}

}  // namespace dbspan::cli
