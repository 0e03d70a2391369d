#include "dbspan/sdk/setup.h"

#include <chrono>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

#include "core/log/log_once.h"
#include "core/log/url_secrets.h"
#include "core/process/floating_point_guard.h"
#include "core/process/process_life.h"
#include "core/process/signal_guard.h"
#include "sdk/environment.h"
#include "sdk/pipelines.h"
#include "sdk/recorded_operations.h"
#include "sdk/sdk_log.h"
#include "sdk/termination.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Environment ReadAndReport(bool export_by_default) {
  Environment environment =
      ReadEnvironment([](const char* name) { return secure_getenv(name); }, export_by_default);
  for (const std::string& complaint : environment.complaints) {
    LogOnce(complaint);
  }
  return environment;
}

}  // namespace

Providers::Providers(const std::string& service, const Setup& setup) {
  ProcessLife::WatchForks();
  made_in_ = ProcessLife::Generation();
  try {
    const Environment environment = ReadAndReport(setup.tree == nullptr);
    if (environment.disabled) return;
    // For the threads that the SDK starts.
    const SignalGuard signal_guard;
    const FloatingPointGuard floating_point_guard;
    sdk_log_ = std::make_unique<SdkLog>();
    pipelines_ = std::make_shared<Pipelines>(service, setup, environment);
    // A tree shows spans of the application and operations together, so one provider must get all.
    if (setup.tree == nullptr) {
      recorded_ = std::make_unique<RecordedOperations>(service, setup, pipelines_->tracers());
    }
    Setup ends = setup;
    ends.flush_on_sigterm = setup.flush_on_sigterm || environment.flush_on_sigterm;
    termination_ = std::make_unique<Termination>(
        ends,
        [this, timeout = environment.exit_timeout] {
          const auto begin = std::chrono::steady_clock::now();
          RecordedOperations::Flush(timeout);
          Pipelines::FlushWithin(pipelines_, std::chrono::steady_clock::now() - begin);
        },
        [this] { Pipelines::ShutDown(pipelines_, {}); });
    ProcessLife::Watch();                  // after the SDK's statics: `exit` stops operations first
  } catch (const std::exception& error) {  // no memory or threads: continue without
    if (pipelines_ != nullptr) pipelines_->Uninstall();
    recorded_.reset();
    pipelines_.reset();
    sdk_log_.reset();
    LogOnce("telemetry", "telemetry could not be set up: " + WithoutUrlSecrets(error.what()));
  }
}

Providers::~Providers() {
  if (ProcessLife::Generation() != made_in_) {
    // In a forked child process. The SDK would wait for the exporting threads, which only exist in
    // the parent, so leak everything.
    static_cast<void>(termination_.release());
    static_cast<void>(recorded_.release());
    static_cast<void>(new std::shared_ptr<Pipelines>{std::move(pipelines_)});
    static_cast<void>(sdk_log_.release());
    return;
  }
  termination_.reset();
  if (pipelines_ == nullptr) return;
  pipelines_->Uninstall();
  const auto begin = std::chrono::steady_clock::now();
  recorded_.reset();
  const bool over = Pipelines::ShutDown(pipelines_, std::chrono::steady_clock::now() - begin);
  pipelines_.reset();
  if (!over) static_cast<void>(sdk_log_.release());  // its export may still report
  sdk_log_.reset();
}

bool Providers::Flush(std::chrono::microseconds timeout) noexcept {
  if (ProcessLife::Generation() != made_in_) return true;
  const bool recorded = recorded_ == nullptr || RecordedOperations::Flush(timeout);
  return (pipelines_ == nullptr || pipelines_->Flush(timeout)) && recorded;
}

std::unique_ptr<Providers> setup(const std::string& service, const Setup& setup) {
  return std::make_unique<Providers>(service, setup);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
