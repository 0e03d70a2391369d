#pragma once

#include <chrono>
#include <map>
#include <string>

#include "dbspan/sdk/setup.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sends database operations to the recorder during the lifetime of the object. The tracer provider
/// of the same setup then only gets the application's own spans.
///
/// Several objects may exist and be destroyed in any order: the settings of the latest one are in
/// effect. Without the recorder (DBSPAN_RECORDER=OFF) it does nothing. Safe from any thread.
class Providers::RecordedOperations {
 public:
  /// `tracers` is the address of the provider.
  RecordedOperations(const std::string& service, const Setup& setup, const void* tracers);
  RecordedOperations(const RecordedOperations&) = delete;
  RecordedOperations& operator=(const RecordedOperations&) = delete;
  /// Exports the recorded operations.
  ~RecordedOperations();

  /// Returns the recorder's description of the process: resource attributes for everything that is
  /// exported. Empty without the recorder.
  static std::map<std::string, std::string> DescribeProcess(const std::string& service);
  static bool Flush(std::chrono::microseconds timeout) noexcept;

 private:
  const void* const tracers_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
