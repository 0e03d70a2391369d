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

/// Exports spans by OTLP over HTTP with less CPU time than the SDK's own exporter: each span is
/// encoded while it is recorded, and a request is a concatenation of encoded spans. The SDK's HTTP
/// client sends it.
///
/// Replaces `OtlpHttpExporter`, with the same options. The receiver gets the same data, except that
/// an attribute that was set twice only has its last value. With `HttpRequestContentType::kJson`,
/// requests are converted to JSON at export.
class WireExporter : public opentelemetry::sdk::trace::SpanExporter {
 public:
  /// Takes its options from the environment, like `OtlpHttpExporter`.
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
