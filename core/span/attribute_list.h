#pragma once

#include <opentelemetry/common/key_value_iterable.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/span/attributes.h"
#include "core/span/endpoint_attributes.h"
#include "dbspan/endpoint.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A short list of attributes on the stack, optionally after those of an endpoint.
///
/// Stores views: everything added must outlive the list.
class AttributeList : public opentelemetry::common::KeyValueIterable {
 public:
  using Callback = opentelemetry::nostd::function_ref<bool(opentelemetry::nostd::string_view,
                                                           opentelemetry::common::AttributeValue)>;

  explicit AttributeList(const Endpoint* endpoint = nullptr) noexcept : endpoint_(endpoint) {}

  void AddText(std::string_view key, std::string_view value) noexcept {
    if (!value.empty()) Add(key, View(value));
  }
  void AddNumber(std::string_view key, std::int64_t value) noexcept { Add(key, value); }
  void AddFraction(std::string_view key, double value) noexcept { Add(key, value); }
  void AddFlag(std::string_view key, bool value) noexcept { Add(key, value); }

  bool ForEachKeyValue(Callback callback) const noexcept override {
    if (endpoint_ != nullptr) {
      for (const auto& [key, value] : endpoint_->attributes()) {
        if (!callback(key, value)) return false;
      }
    }
    for (std::size_t i = 0; i < size_; ++i) {
      if (!callback(own_[i].first, own_[i].second)) return false;
    }
    return true;
  }
  std::size_t size() const noexcept override {
    return size_ + (endpoint_ != nullptr ? endpoint_->attributes().size() : 0);
  }

 private:
  void Add(std::string_view key, const opentelemetry::common::AttributeValue& value) noexcept {
    if (size_ < own_.size()) own_[size_++] = {View(key), value};
  }

  const Endpoint* endpoint_;
  std::size_t size_ = 0;
  std::array<detail::EndpointAttributes::value_type, 14> own_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
