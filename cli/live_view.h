#pragma once

#include <cstdint>
#include <string>

#include "cli/http_message.h"
#include "cli/shared_store.h"

namespace dbspan::cli {

/// Answers what a browser asks for below a path that nobody can guess: the page, `data`, `state`.
/// To be used by the server's thread.
class LiveView {
 public:
  explicit LiveView(SharedStore& store);

  /// `/3f…/`
  const std::string& path() const { return path_; }
  HttpAnswer Answer(const HttpRequest& request);

 private:
  std::string Data();
  std::uint64_t Version();

  SharedStore& store_;
  const std::string path_;
  std::string data_;  ///< As of `data_version_`.
  std::uint64_t data_version_ = ~std::uint64_t{0};
};

}  // namespace dbspan::cli
