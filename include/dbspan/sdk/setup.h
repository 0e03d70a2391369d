#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What `setup` cannot take from the standard `OTEL_*` variables.
struct Setup {
  /// Where finished traces are drawn as trees; must outlive the providers. With it, the exporters
  /// are off unless a variable asks for them.
  std::ostream* tree = nullptr;
  /// Export failed spans, sampled or not.
  bool keep_failed = false;
  /// Export spans that take at least this long, sampled or not; 0: off.
  std::chrono::nanoseconds keep_slower_than{0};
  /// Limit of sampled client spans per name and second; 0: no limit.
  double spans_per_statement_per_second = 0;
  /// Baggage entries that are copied to every span that starts while they are in the context.
  std::vector<std::string> baggage_keys{"correlation.id"};
  /// Flush when the process calls `exit` while the providers live.
  bool flush_at_exit = true;
  /// Flush on SIGTERM, then run the previous handler.
  bool flush_on_sigterm = false;
};

/// The OpenTelemetry providers of the process.
///
/// What the receiver has not taken DBSPAN_EXIT_TIMEOUT milliseconds (1000) later is lost. In a
/// child process it does nothing.
///
/// Destroying it exports everything that ended before, and brings back the process-wide providers
/// that were there before. If several live, the latest is in effect; they may be destroyed in any
/// order. A provider that the application has set in the meantime stays.
///
/// May be a static. One that is destroyed after the statics of the OpenTelemetry API (because it
/// was there before the first `setup`, and got its value later) exports when `exit` begins, if
/// `Setup::flush_at_exit` is set, and nothing afterwards.
class Providers {
 public:
  Providers(const std::string& service, const Setup& setup);
  Providers(const Providers&) = delete;
  Providers& operator=(const Providers&) = delete;
  ~Providers();

  /// Exports what has ended so far; returns false if that took longer than `timeout`. Safe from any
  /// thread.
  bool Flush(std::chrono::microseconds timeout = std::chrono::seconds{10}) noexcept;

 private:
  class RecordedOperations;
  class SdkLog;
  class Pipelines;
  class Termination;

  std::uint32_t made_in_ = 0;  // generation of processes; in a child, nothing is touched
  std::unique_ptr<SdkLog> sdk_log_;
  std::shared_ptr<Pipelines> pipelines_;
  std::unique_ptr<RecordedOperations> recorded_;
  std::unique_ptr<Termination> termination_;
};

/// Makes the process export its spans, metrics and logs, and returns what keeps that going.
///
/// `OTEL_SERVICE_NAME` wins over `service`. The standard variables say where to and how much
/// (docs/configuration.md lists those that count); a value that is not accepted is ignored, and
/// reported once (DBSPAN_LOG). Call it once, at the start of `main`; a second call while the first
/// result lives is reported.
[[nodiscard]] std::unique_ptr<Providers> setup(const std::string& service, const Setup& setup = {});

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
