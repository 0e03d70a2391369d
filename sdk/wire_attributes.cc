#include "sdk/wire_attributes.h"

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otlp = recorder::otlp;
using protozero::pbf_writer;

// Field numbers of common.v1.KeyValue, AnyValue and ArrayValue.
constexpr std::uint32_t kKey = 1;
constexpr std::uint32_t kValue = 2;
constexpr std::uint32_t kString = 1;
constexpr std::uint32_t kBool = 2;
constexpr std::uint32_t kInt = 3;
constexpr std::uint32_t kDouble = 4;
constexpr std::uint32_t kArray = 5;
constexpr std::uint32_t kBytes = 7;
constexpr std::uint32_t kElement = 1;

std::string_view View(nostd::string_view text) noexcept { return {text.data(), text.size()}; }

/// Whether a number has no place in an integer of OTLP, which has 64 bits and a sign. It is sent as
/// a text (OpenTelemetry specification, common/attribute-type-mapping.md, "Integral Values").
template <class Integer>
constexpr bool IsTooLarge(Integer number) noexcept {
  return number > 0 && static_cast<std::uint64_t>(number) > std::uint64_t{INT64_MAX};
}

void AddElement(pbf_writer& value, bool element) { value.add_bool(kBool, element); }
void AddElement(pbf_writer& value, double element) { value.add_double(kDouble, element); }
void AddElement(pbf_writer& value, std::string_view element) {
  std::string storage;
  const std::string_view valid = otlp::ValidUtf8(element, storage);
  value.add_string(kString, valid.data(), valid.size());
}
template <class Integer>
void AddElement(pbf_writer& value, Integer element) {
  if (IsTooLarge(element)) return value.add_string(kString, std::to_string(element));
  value.add_int64(kInt, static_cast<std::int64_t>(element));
}

/// Visitor that adds an attribute of any type to a message.
class Adder {
 public:
  Adder(std::string& message, otlp::AttributesOf of, std::string_view key) noexcept
      : message_(message), of_(of), key_(key) {}

  void operator()(bool flag) const { otlp::AddFlag(message_, of_, key_, flag); }
  void operator()(std::int32_t number) const { Add(std::int64_t{number}); }
  void operator()(std::uint32_t number) const { Add(std::int64_t{number}); }
  void operator()(std::int64_t number) const { Add(number); }
  void operator()(std::uint64_t number) const {
    if (IsTooLarge(number)) return Add(std::string_view{std::to_string(number)});
    Add(static_cast<std::int64_t>(number));
  }
  void operator()(double number) const { otlp::AddAttribute(message_, of_, key_, number); }
  void operator()(const char* text) const { Add(std::string_view{text}); }
  void operator()(nostd::string_view text) const { Add(View(text)); }
  void operator()(const std::string& text) const { Add(std::string_view{text}); }
  void operator()(nostd::span<const std::uint8_t> bytes) const {
    AddBytes(bytes.data(), bytes.size());
  }
  void operator()(const std::vector<std::uint8_t>& bytes) const {
    AddBytes(bytes.data(), bytes.size());
  }
  void operator()(nostd::span<const nostd::string_view> texts) const {
    AddArray(texts, [](nostd::string_view text) { return View(text); });
  }
  void operator()(const std::vector<std::string>& texts) const {
    AddArray(texts, [](const std::string& text) { return std::string_view{text}; });
  }
  void operator()(const std::vector<bool>& flags) const {
    AddArray(flags, [](bool flag) { return flag; });
  }
  template <class Element>
  void operator()(nostd::span<const Element> elements) const {
    AddArray(elements, [](Element element) { return element; });
  }
  template <class Element>
  void operator()(const std::vector<Element>& elements) const {
    AddArray(elements, [](Element element) { return element; });
  }

 private:
  void Add(std::int64_t number) const { otlp::AddAttribute(message_, of_, key_, number); }
  void Add(std::string_view text) const { otlp::AddAttribute(message_, of_, key_, text); }

  template <class Elements, class Convert>
  void AddArray(const Elements& elements, Convert convert) const {
    AddValue([&](pbf_writer& value) {
      if (elements.empty()) return value.add_message(kArray, "", 0);  // else it is omitted
      pbf_writer array{value, kArray};
      for (const auto& element : elements) {
        pbf_writer of_element{array, kElement};
        AddElement(of_element, convert(element));
      }
    });
  }
  void AddBytes(const std::uint8_t* bytes, std::size_t size) const {
    AddValue([&](pbf_writer& value) {
      value.add_bytes(kBytes, reinterpret_cast<const char*>(bytes), size);
    });
  }
  template <class Write>
  void AddValue(Write write) const {
    pbf_writer writer{message_};
    pbf_writer attribute{writer, static_cast<std::uint32_t>(of_)};
    attribute.add_string(kKey, key_.data(), key_.size());
    pbf_writer value{attribute, kValue};
    write(value);
  }

  std::string& message_;
  const otlp::AttributesOf of_;
  const std::string_view key_;
};

std::size_t AfterVarint(std::string_view message, std::size_t at) noexcept {
  while (at < message.size() && (static_cast<unsigned char>(message[at]) & 0x80U) != 0) ++at;
  return at + 1;
}

}  // namespace

void AppendAttribute(std::string& message, otlp::AttributesOf of, nostd::string_view key,
                     const opentelemetry::common::AttributeValue& value) {
  nostd::visit(Adder{message, of, View(key)}, value);
}

void AppendAttribute(std::string& message, otlp::AttributesOf of, const std::string& key,
                     const opentelemetry::sdk::common::OwnedAttributeValue& value) {
  nostd::visit(Adder{message, of, key}, value);
}

void AppendAttributes(std::string& message, otlp::AttributesOf of,
                      const opentelemetry::common::KeyValueIterable& attributes) {
  attributes.ForEachKeyValue(
      [&](nostd::string_view key, opentelemetry::common::AttributeValue value) noexcept {
        try {
          AppendAttribute(message, of, key, value);
        } catch (...) {  // no memory: the attribute is lost
        }
        return true;
      });
}

std::size_t KeyOf(std::string_view message, std::size_t at) noexcept {
  // Skip tag and length of the attribute, then of the key.
  for (int varint = 0; varint < 4; ++varint) at = AfterVarint(message, at);
  return at;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
