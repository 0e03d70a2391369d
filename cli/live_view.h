#pragma once

#include <functional>
#include <string>

#include "cli/http_message.h"
#include "cli/page_maker.h"
#include "cli/shared_store.h"

namespace dbspan::cli {

/// Serves the live page and its resources `data` and `state` below a random, secret path. Used by
/// the server's thread only.
class LiveView {
 public:
  /// Calls `changed`, in another thread, when a request that was to be asked again has an answer.
  LiveView(SharedStore& store, std::function<void()> changed);

  /// Returns the secret path: `/3f…/`.
  const std::string& path() const { return path_; }
  HttpAnswer Answer(const HttpRequest& request);

 private:
  HttpAnswer Data(const HttpRequest& request);
  HttpAnswer State(const HttpRequest& request);

  SharedStore& store_;
  const std::string path_;
  PageMaker maker_;
};

}  // namespace dbspan::cli
