#pragma once

#include <string>

namespace dbspan::bench {

/// While one lives, the recorder takes the operations.
class Recording {
 public:
  enum class Sampling { kAll, kNone };

  /// Exports to this URL as by default. Empty: what is recorded is kept back; the exporting thread
  /// sleeps, and nothing is sent at the end.
  explicit Recording(Sampling sampling, const std::string& receiver = {});
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();
};

}  // namespace dbspan::bench
