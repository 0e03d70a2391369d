#pragma once

#include <string>

namespace dbspan::cli {

/// Response of the endpoint for spans that the environment configures.
struct ExportCheck {
  std::string url;     ///< Empty: the environment configures no endpoint.
  std::string answer;  ///< `answers 200 in 1.2 ms (empty request)`.
  bool ok = false;
};

/// Sends an empty export request as the recorder would. Waits for five seconds at most.
ExportCheck CheckExport();

}  // namespace dbspan::cli
