#pragma once

#include <gmock/gmock.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "recorder/rings/ring_reader.h"

namespace dbspan::recorder::rings {

/// What a ring file held.
struct Content {
  std::vector<std::int64_t> rows;  ///< Of the spans: the numbers of the operations.
  std::vector<std::string> names;
  std::set<std::string> ids;
  std::vector<std::string> in_flight;  ///< Names.
  std::set<std::string> in_flight_ids;
};

/// Takes everything out.
Content ReadAll(RingReader& reader);
/// How many operations were measured, by operation name and error type: `GET TIMEOUT`.
std::map<std::string, std::uint64_t> Measured(RingReader& reader);
/// `first` and those after it.
std::vector<std::int64_t> Numbers(std::int64_t first, std::size_t count);

/// Runs ring_program, whose files are in a directory of the test.
class RingTest : public ::testing::Test {
 protected:
  using Environment = std::map<std::string, std::string>;
  struct Counter {
    std::atomic<std::uint64_t> returned;
    std::atomic<std::uint64_t> begun;  ///< Those whose start has returned.
  };

  RingTest();
  ~RingTest() override;

  /// `traced`: by this process.
  pid_t Begin(const char* end, Environment variables = {}, bool traced = false) const;
  /// Runs this program instead.
  void UseProgram(std::string path) { program_ = std::move(path); }
  /// Returns the exit status, or the negative number of the signal.
  static int WaitFor(pid_t child);
  int Run(const char* end, const Environment& variables = {}) const {
    return WaitFor(Begin(end, variables));
  }
  std::vector<std::unique_ptr<RingReader>> Readers() const;
  std::string Log() const;

  std::string base_;
  std::string directory_;  // not there yet
  std::string program_ = DBSPAN_RING_PROGRAM;
  Counter* counter_ = nullptr;
};

}  // namespace dbspan::recorder::rings
