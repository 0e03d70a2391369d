#pragma once

#include <string>
#include <utility>
#include <vector>

#include "view/picture.h"

namespace dbspan::cli {

/// Name and value of an environment variable for a child process.
using Variable = std::pair<std::string, std::string>;

/// A source of the spans of a run: the receiver (HTTP) or the ring files in shared memory. A run
/// may use both.
///
/// Construct it before the fork, call Start after it, and Finish after the end of the program.
class RecordSource {
 public:
  virtual ~RecordSource() = default;

  /// Returns the variables that make the program send its records here.
  virtual std::vector<Variable> Environment() const = 0;
  /// Starts to collect into the store that was given to the constructor.
  virtual void Start() = 0;
  /// Collects the records that are still in transit and stops. Returns notices about problems.
  virtual std::vector<view::Notice> Finish() = 0;
};

}  // namespace dbspan::cli
