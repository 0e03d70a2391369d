#include "sdk/recorded_operations.h"

#ifdef DBSPAN_HAS_RECORDER

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include "core/process/never_destroyed.h"
#include "core/span/sink.h"
#include "dbspan/version.h"
#include "recorder/export/resource.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Living {
  const void* tracers;
  recorder::ProcessSettings settings;
};

/// The existing objects, oldest first. Never destroyed, because the last object may be owned by a
/// static.
struct LivingOnes {
  std::mutex mutex;
  std::vector<Living> list;
};
LivingOnes& All() {
  static NeverDestroyed<LivingOnes> all;
  return all.Get();
}

recorder::ProcessSettings SettingsOf(const std::string& service, const Setup& setup) {
  recorder::ProcessSettings settings;
  settings.service = service;
  settings.keep_failed = setup.keep_failed;
  settings.keep_slower_than = setup.keep_slower_than;
  settings.merge_faster_than = setup.merge_faster_than;
  settings.spans_per_name_per_second = setup.spans_per_statement_per_second;
  settings.baggage_keys = setup.baggage_keys;
  settings.flush_at_exit = setup.flush_at_exit;
  return settings;
}

}  // namespace

Providers::RecordedOperations::RecordedOperations(const std::string& service, const Setup& setup,
                                                  const void* tracers)
    : tracers_(tracers) {
  auto& [mutex, list] = All();
  const std::lock_guard lock{mutex};
  list.push_back({tracers, SettingsOf(service, setup)});
  recorder::Configure(list.back().settings);
  OwnProviders::Add(tracers);
  Sink::Install(&recorder::OperationSink());
}

Providers::RecordedOperations::~RecordedOperations() {
  auto& [mutex, list] = All();
  const std::lock_guard lock{mutex};
  OwnProviders::Remove(tracers_);
  const auto found = std::find_if(list.begin(), list.end(),
                                  [this](const Living& one) { return one.tracers == tracers_; });
  if (found == list.end()) return;
  const bool latest = found + 1 == list.end();
  list.erase(found);
  if (list.empty()) {
    Sink::Install(nullptr);
    recorder::Retire();
  } else if (latest) {
    try {
      recorder::Configure(list.back().settings);
    } catch (...) {  // no memory: the recorder keeps the settings of the destroyed object
    }
  }
}

std::map<std::string, std::string> Providers::RecordedOperations::DescribeProcess(
    const std::string& service) {
  recorder::Variables variables{[](const char* name) { return secure_getenv(name); }};
  return recorder::DescribeProcess(service, variables);
}

bool Providers::RecordedOperations::Flush(std::chrono::microseconds timeout) noexcept {
  return recorder::Flush(std::chrono::duration_cast<std::chrono::milliseconds>(timeout));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk

#else

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

Providers::RecordedOperations::RecordedOperations(const std::string& /*service*/,
                                                  const Setup& /*setup*/, const void* tracers)
    : tracers_(tracers) {}

Providers::RecordedOperations::~RecordedOperations() = default;

std::map<std::string, std::string> Providers::RecordedOperations::DescribeProcess(
    const std::string& /*service*/) {
  return {};
}

bool Providers::RecordedOperations::Flush(std::chrono::microseconds /*timeout*/) noexcept {
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk

#endif
