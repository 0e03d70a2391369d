#pragma once

#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/version.h>

#include <chrono>
#include <memory>

#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace exporter::otlp {
struct OtlpHttpExporterOptions;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Exports spans by OTLP over HTTP for less than the SDK's own exporter: a span is encoded while it
/// is recorded, and a request is what its spans have encoded, sent by the SDK's own client.
///
/// Takes the place of `OtlpHttpExporter`, with the same options. What arrives is the same, but for
/// attributes that were set twice: the last value alone. With `HttpRequestContentType::kJson`, the
/// requests are turned into JSON where they are exported.
class WireExporter : public opentelemetry::sdk::trace::SpanExporter {
 public:
  /// Options from the environment, as those of `OtlpHttpExporter`.
  WireExporter();
  explicit WireExporter(const opentelemetry::exporter::otlp::OtlpHttpExporterOptions& options);
  ~WireExporter() override;

  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override;
  opentelemetry::sdk::common::ExportResult Export(
      const opentelemetry::nostd::span<std::unique_ptr<opentelemetry::sdk::trace::Recordable>>&
          spans) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override;
  bool Shutdown(std::chrono::microseconds timeout) noexcept override;

 private:
  class Client;

  std::unique_ptr<Client> client_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
