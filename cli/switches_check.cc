#include "cli/switches_check.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/log/url_secrets.h"
#include "core/options/variable_table.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr std::array<std::string_view, 6> kOpenTelemetry{
    "OTEL_SDK_DISABLED",           "OTEL_TRACES_EXPORTER",        "OTEL_TRACES_SAMPLER",
    "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_SERVICE_NAME"};

}  // namespace

std::vector<SwitchCheck> CheckSwitches() {
  std::vector<SwitchCheck> switches;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const auto equals = text.find('=');
    if (equals == std::string::npos) continue;
    SwitchCheck one{text.substr(0, equals), WithoutUrlSecrets(text.substr(equals + 1)), ""};
    const bool ours = StartsWith(one.name, "DBSPAN_");
    const bool theirs =
        std::find(kOpenTelemetry.begin(), kOpenTelemetry.end(), one.name) != kOpenTelemetry.end();
    const bool of_tests = StartsWith(one.name, "DBSPAN_TEST_");  // may contain passwords
    if ((!ours && !theirs) || of_tests) continue;
    if (ours && !IsKnownVariable(one.name)) {
      const std::string nearest = NearestVariable(one.name);
      one.problem = "unknown" + (nearest.empty() ? "" : "; " + nearest + "?");
    }
    switches.push_back(std::move(one));
  }
  std::sort(switches.begin(), switches.end(),
            [](const SwitchCheck& a, const SwitchCheck& b) { return a.name < b.name; });
  return switches;
}

}  // namespace dbspan::cli
