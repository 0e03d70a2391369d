#include "sdk/sdk_log.h"

#include <string>
#include <string_view>

#include "core/log/log_once.h"
#include "core/log/url_secrets.h"
#include "sdk/installed_providers.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace sdk_log = opentelemetry::sdk::common::internal_log;

/// Tells whether the SDK reports an invalid value that ReadEnvironment() has already reported,
/// together with the accepted ones.
bool IsReported(std::string_view message) noexcept {
  constexpr std::string_view kBegin = "Environment variable <OTEL_EXPORTER_OTLP_";
  return message.substr(0, kBegin.size()) == kBegin &&
         message.find("TIMEOUT> has an invalid value") != std::string_view::npos;
}

class OncePerPlace : public sdk_log::LogHandler {
 public:
  void Handle(sdk_log::LogLevel /*level*/, const char* file, int line, const char* message,
              const opentelemetry::sdk::common::AttributeMap& /*attributes*/) noexcept override
      try {
    if (IsReported(message)) return;
    const std::string place = std::string{file} + ':' + std::to_string(line);
    LogOnce(place, "OpenTelemetry SDK: " + WithoutUrlSecrets(message));
  } catch (...) {  // no memory for the message
  }
};

}  // namespace

Providers::SdkLog::SdkLog() noexcept try {
  auto before = sdk_log::GlobalLogHandler::GetLogHandler();
  if (dynamic_cast<sdk_log::DefaultLogHandler*>(before.get()) == nullptr) return;
  sdk_log::GlobalLogHandler::SetLogHandler(
      opentelemetry::nostd::shared_ptr<Handler>{new OncePerPlace});
  before_ = before;
} catch (...) {  // no memory: the SDK keeps its own handler
}

Providers::SdkLog::~SdkLog() {
  if (before_ && !InstalledProviders::StaticsAreGone())
    sdk_log::GlobalLogHandler::SetLogHandler(before_);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
