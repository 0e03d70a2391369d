#pragma once

#include <cstdint>
#include <string>

#include "cli/http_message.h"
#include "cli/shared_store.h"

namespace dbspan::cli {

/// Serves the live page and its resources `data` and `state` below a random, secret path. Used by
/// the server's thread only.
class LiveView {
 public:
  explicit LiveView(SharedStore& store);

  /// Returns the secret path: `/3f…/`.
  const std::string& path() const { return path_; }
  HttpAnswer Answer(const HttpRequest& request);

 private:
  HttpAnswer Data(const HttpRequest& request);
  HttpAnswer State(const HttpRequest& request);

  SharedStore& store_;
  const std::string path_;
  std::string packed_;  ///< Compressed data of the page, for version `data_version_` of the store.
  std::uint64_t data_version_ = ~std::uint64_t{0};
};

}  // namespace dbspan::cli
