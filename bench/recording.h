#pragma once

namespace dbspan::bench {

/// While one lives, the recorder takes the operations. What it records is kept back: the exporting
/// thread sleeps, and nothing is sent at the end.
class Recording {
 public:
  enum class Sampling { kAll, kNone };

  explicit Recording(Sampling sampling);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();
};

}  // namespace dbspan::bench
