#pragma once

#include <string>

namespace dbspan::cli {

/// What the endpoint answers that the environment names for spans.
struct ExportCheck {
  std::string url;     ///< Empty: the environment names none.
  std::string answer;  ///< `answers 200 in 1.2 ms (empty request)`.
  bool ok = false;
};

/// Posts an empty request, as the recorder would. Waits five seconds at most.
ExportCheck CheckExport();

}  // namespace dbspan::cli
