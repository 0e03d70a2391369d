#pragma once

#include <chrono>
#include <map>
#include <string>

#include "dbspan/sdk/setup.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// While one lives, database operations go to the recorder, and not to the provider that was set up
/// with it: that is for the application's own spans.
///
/// Several may live, and end in any order: the latest that lives says how is recorded. Without the
/// recorder (DBSPAN_RECORDER=OFF) it does nothing. Safe from any thread.
class Providers::RecordedOperations {
 public:
  /// `tracers` is the address of the provider.
  RecordedOperations(const std::string& service, const Setup& setup, const void* tracers);
  RecordedOperations(const RecordedOperations&) = delete;
  RecordedOperations& operator=(const RecordedOperations&) = delete;
  /// Exports what was recorded.
  ~RecordedOperations();

  /// What the recorder says of the process: attributes of the resource of all that is exported.
  /// Empty without the recorder.
  static std::map<std::string, std::string> DescribeProcess(const std::string& service);
  static bool Flush(std::chrono::microseconds timeout) noexcept;

 private:
  const void* const tracers_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
