#include "recorder/encoded_attributes.h"

#include <cstdint>
#include <new>
#include <string_view>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace nostd = opentelemetry::nostd;

using otlp::AttributesOf;

// Tries each type with `get_if`, because visiting a variant of the API needs one more library.
void AddValue(std::string& message, AttributesOf of, nostd::string_view name,
              const opentelemetry::common::AttributeValue& value) {
  const std::string_view key{name.data(), name.size()};
  if (const auto* const text = nostd::get_if<nostd::string_view>(&value)) {
    otlp::AddAttribute(message, of, key, std::string_view{text->data(), text->size()});
  } else if (const auto* const number = nostd::get_if<std::int64_t>(&value)) {
    otlp::AddAttribute(message, of, key, *number);
  } else if (const auto* const fraction = nostd::get_if<double>(&value)) {
    otlp::AddAttribute(message, of, key, *fraction);
  } else if (const auto* const flag = nostd::get_if<bool>(&value)) {
    otlp::AddFlag(message, of, key, *flag);
  }
}

// Exceptions are caught inside the callback, because the iteration is noexcept; thrown at the end.
std::string Encode(AttributesOf of, const AttributeList& attributes) {
  std::string encoded;
  bool complete = true;
  attributes.ForEachKeyValue([&](nostd::string_view key, const auto& value) noexcept {
    try {
      AddValue(encoded, of, key, value);
    } catch (...) {
      complete = false;
    }
    return complete;
  });
  if (!complete) throw std::bad_alloc{};
  return encoded;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
