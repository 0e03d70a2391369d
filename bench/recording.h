#pragma once

#include <string>

namespace dbspan::bench {

/// Lets the recorder record operations while the object exists.
class Recording {
 public:
  enum class Sampling { kAll, kNone };

  /// Exports to this URL with default settings. If `receiver` is empty, nothing is exported: the
  /// exporting thread sleeps, and the records are dropped at the end.
  explicit Recording(Sampling sampling, const std::string& receiver = {});
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();
};

}  // namespace dbspan::bench
