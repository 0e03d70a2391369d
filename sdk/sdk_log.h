#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/sdk/common/global_log_handler.h>

#include "dbspan/sdk/setup.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Redirects warnings and errors of the SDK (a failed export, dropped spans) to dbspan's log during
/// the lifetime of the object. The log gets one line per place in the SDK's code, instead of every
/// message on the application's standard error. A handler that the application has installed stays.
class Providers::SdkLog {
 public:
  SdkLog() noexcept;
  SdkLog(const SdkLog&) = delete;
  SdkLog& operator=(const SdkLog&) = delete;
  ~SdkLog();

 private:
  using Handler = opentelemetry::sdk::common::internal_log::LogHandler;

  opentelemetry::nostd::shared_ptr<Handler> before_;  // null if nothing was replaced
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
