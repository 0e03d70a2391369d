#pragma once

#include <string>
#include <utility>
#include <vector>

#include "view/picture.h"

namespace dbspan::cli {

/// A variable that a child process gets.
using Variable = std::pair<std::string, std::string>;

/// Where the spans of a run come from. The receiver (HTTP) and the shared rings are two of them;
/// both may be at work in one run.
///
/// Life: constructed before the fork, `Start` after it, `Finish` after the program's end.
class RecordSource {
 public:
  virtual ~RecordSource() = default;

  /// What the program needs in its environment so that its records come here.
  virtual std::vector<Variable> Environment() const = 0;
  /// Begins to collect into the store that the source was made for.
  virtual void Start() = 0;
  /// Collects what is still on its way, and ends. What went wrong comes back as notices.
  virtual std::vector<view::Notice> Finish() = 0;
};

}  // namespace dbspan::cli
