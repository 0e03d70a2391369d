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

/// Contents of a ring file.
struct Content {
  std::vector<std::int64_t> rows;  ///< Operation numbers of the spans.
  std::vector<std::string> names;
  std::set<std::string> ids;
  std::vector<std::string> in_flight;  ///< Names of the operations in flight.
  std::set<std::string> in_flight_ids;
};

/// Drains and returns all records.
Content ReadAll(RingReader& reader);
/// Returns the number of measured operations by operation name and error type, such as `GET
/// TIMEOUT`.
std::map<std::string, std::uint64_t> Measured(RingReader& reader);
/// Returns `count` consecutive numbers from `first` on.
std::vector<std::int64_t> Numbers(std::int64_t first, std::size_t count);

/// Runs ring_program, which writes its files to a temporary directory of the test.
class RingTest : public ::testing::Test {
 protected:
  using Environment = std::map<std::string, std::string>;
  struct Counter {
    std::atomic<std::uint64_t> returned;
    std::atomic<std::uint64_t> begun;  ///< Operations whose start has returned.
    std::atomic<std::uint64_t> read;   ///< Records that the test has read and released.
  };

  RingTest();
  ~RingTest() override;

  /// Starts the program with the scenario `end`. If `traced`, this process is its ptrace tracer.
  pid_t Begin(const char* end, Environment variables = {}, bool traced = false) const;
  /// Makes `Begin` start this program instead of ring_program.
  void UseProgram(std::string path) { program_ = std::move(path); }
  /// Returns the exit status, or the negative number of the signal that terminated it.
  static int WaitFor(pid_t child);
  int Run(const char* end, const Environment& variables = {}) const {
    return WaitFor(Begin(end, variables));
  }
  std::vector<std::unique_ptr<RingReader>> Readers() const;
  std::string Log() const;

  std::string base_;
  std::string directory_;  // created by the program
  std::string program_ = DBSPAN_RING_PROGRAM;
  Counter* counter_ = nullptr;
};

}  // namespace dbspan::recorder::rings
