#include "dbspan/sdk/setup.h"

#include <cstdlib>

#include "core/log/log_once.h"
#include "sdk/environment.h"
#include "sdk/pipelines.h"
#include "sdk/sdk_log.h"
#include "sdk/termination.h"

namespace dbspan::sdk {
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
  const Environment environment = ReadAndReport(setup.tree == nullptr);
  if (environment.disabled) return;
  sdk_log_ = std::make_unique<SdkLog>();
  pipelines_ = std::make_unique<Pipelines>(service, setup, environment);
  termination_ = std::make_unique<Termination>(
      setup, [this] { Flush(); }, [this] { pipelines_->ShutDown(); });
}

Providers::~Providers() {
  termination_.reset();
  pipelines_.reset();
  sdk_log_.reset();
}

bool Providers::Flush(std::chrono::microseconds timeout) noexcept {
  return pipelines_ == nullptr || pipelines_->Flush(timeout);
}

std::unique_ptr<Providers> setup(const std::string& service, const Setup& setup) {
  return std::make_unique<Providers>(service, setup);
}

}  // namespace dbspan::sdk
