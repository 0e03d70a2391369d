#include "sdk/mergeable_recordable.h"

#include <optional>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace common = opentelemetry::common;

std::optional<std::string_view> TextOf(const common::AttributeValue& value) noexcept {
  if (const auto* const text = nostd::get_if<nostd::string_view>(&value)) {
    return std::string_view{text->data(), text->size()};
  }
  const auto* const literal = nostd::get_if<const char*>(&value);
  return literal == nullptr ? std::nullopt : std::optional<std::string_view>{*literal};
}

std::int64_t NumberOf(const common::AttributeValue& value) noexcept {
  const auto* const number = nostd::get_if<std::int64_t>(&value);
  return number == nullptr ? -1 : *number;
}

}  // namespace

void MergeableRecordable::SetAttribute(nostd::string_view key,
                                       const common::AttributeValue& value) noexcept try {
  if (Keep({key.data(), key.size()}, value)) return;
  AddToKey({key.data(), key.size()});
  if (!AddValueToKey(value)) has_more_ = true;
  WatchedRecordable::SetAttribute(key, value);
} catch (...) {
  has_more_ = true;  // no memory: it stays whole
  WatchedRecordable::SetAttribute(key, value);
}

// Returns whether the attribute is one that merged spans differ in.
bool MergeableRecordable::Keep(std::string_view key, const common::AttributeValue& value) {
  const auto text = TextOf(value);
  if (key == attribute::kSystemName && text) {
    is_operation_ = true;
    system_ = *text;
  }
  if (key == attribute::kQueryText && text) {
    text_ = *text;
    return true;
  }
  if (key == attribute::kErrorType || key == attribute::kStatusCode ||
      key == attribute::kWarnings || key == attribute::kTransactionAborted) {
    has_more_ = true;
  }
  std::int64_t* const number = key == attribute::kReturnedRows   ? &numbers_.rows
                               : key == attribute::kAffectedRows ? &numbers_.affected
                                                                 : nullptr;
  if (number == nullptr || NumberOf(value) < 0) return false;
  *number = NumberOf(value);
  return true;
}

bool MergeableRecordable::AddValueToKey(const common::AttributeValue& value) {
  if (const auto text = TextOf(value)) {
    AddToKey(*text);
  } else if (const auto* const number = nostd::get_if<std::int64_t>(&value)) {
    AddToKey(std::string_view{std::to_string(*number)});
  } else if (const auto* const fraction = nostd::get_if<double>(&value)) {
    AddToKey(std::string_view{std::to_string(*fraction)});
  } else if (const auto* const flag = nostd::get_if<bool>(&value)) {
    AddToKey(*flag ? std::string_view{"1"} : std::string_view{"0"});
  } else {
    return false;
  }
  return true;
}

void MergeableRecordable::AddEvent(nostd::string_view name, common::SystemTimestamp timestamp,
                                   const common::KeyValueIterable& attributes) noexcept {
  const std::string_view event{name.data(), name.size()};
  std::int64_t* const items = event == attribute::kCacheHitEvent    ? &numbers_.hits
                              : event == attribute::kCacheMissEvent ? &numbers_.misses
                                                                    : nullptr;
  std::int64_t count = -1;
  if (items != nullptr && attributes.size() == 1) {
    attributes.ForEachKeyValue([&](nostd::string_view key, const auto& value) noexcept {
      if (std::string_view{key.data(), key.size()} == attribute::kCacheItemCount) {
        count = NumberOf(value);
      }
      return true;
    });
  }
  if (count >= 0) return AddKnown(*items, count);
  has_more_ = true;
  WatchedRecordable::AddEvent(name, timestamp, attributes);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
