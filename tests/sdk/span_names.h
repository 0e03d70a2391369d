#pragma once

#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dbspan::sdk {

/// Collects the name of each exported span, followed by its text attributes.
class SpanNames {
 public:
  const std::vector<std::string>& names() const { return *names_; }
  std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> Processor() const {
    return std::make_unique<opentelemetry::sdk::trace::SimpleSpanProcessor>(
        std::make_unique<Exporter>(names_));
  }

 private:
  class Exporter : public opentelemetry::sdk::trace::SpanExporter {
   public:
    explicit Exporter(std::shared_ptr<std::vector<std::string>> names) : names_(std::move(names)) {}
    std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override {
      return std::make_unique<opentelemetry::sdk::trace::SpanData>();
    }
    opentelemetry::sdk::common::ExportResult Export(
        const opentelemetry::nostd::span<std::unique_ptr<opentelemetry::sdk::trace::Recordable>>&
            spans) noexcept override {
      for (const auto& span : spans) {
        const auto& data = static_cast<const opentelemetry::sdk::trace::SpanData&>(*span);
        std::string name{data.GetName()};
        for (const auto& [key, value] : data.GetAttributes()) {
          name += ' ' + key + '=' + opentelemetry::nostd::get<std::string>(value);
        }
        names_->push_back(std::move(name));
      }
      return opentelemetry::sdk::common::ExportResult::kSuccess;
    }
    bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
    bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

   private:
    std::shared_ptr<std::vector<std::string>> names_;
  };

  std::shared_ptr<std::vector<std::string>> names_ = std::make_shared<std::vector<std::string>>();
};

}  // namespace dbspan::sdk
