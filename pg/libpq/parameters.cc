#include "pg/libpq/parameters.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// OIDs of the server's types, which never change (pg_type.dat).
enum : Oid {
  kBoolean = 16,
  kName = 19,
  kBigint = 20,
  kSmallint = 21,
  kInteger = 23,
  kText = 25,
  kOid = 26,
  kReal = 700,
  kDouble = 701,
  kUnknown = 705,
  kCharacter = 1042,
  kVarchar = 1043,
};

/// Reads an integer in network byte order.
template <class Unsigned>
std::optional<Unsigned> ReadBytes(const char* bytes, int length) noexcept {
  if (length != static_cast<int>(sizeof(Unsigned))) return std::nullopt;
  Unsigned value = 0;
  for (int i = 0; i < length; ++i) {
    value = static_cast<Unsigned>(value << 8U | static_cast<unsigned char>(bytes[i]));
  }
  return value;
}

template <class Signed, class Unsigned>
std::optional<std::string> IntegerOf(const char* bytes, int length) {
  const auto value = ReadBytes<Unsigned>(bytes, length);
  if (!value) return std::nullopt;
  return std::to_string(static_cast<Signed>(*value));
}

template <class Number, class Unsigned>
std::optional<std::string> FractionOf(const char* bytes, int length) {
  const auto value = ReadBytes<Unsigned>(bytes, length);
  if (!value) return std::nullopt;
  Number number = 0;
  std::memcpy(&number, &*value, sizeof number);
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return std::string{text, end};
}

std::optional<std::string> BinaryValue(Oid type, const char* bytes, int length) {
  switch (type) {
    case kBoolean:
      if (length != 1) return std::nullopt;
      return *bytes != 0 ? "true" : "false";
    case kSmallint:
      return IntegerOf<std::int16_t, std::uint16_t>(bytes, length);
    case kInteger:
      return IntegerOf<std::int32_t, std::uint32_t>(bytes, length);
    case kBigint:
      return IntegerOf<std::int64_t, std::uint64_t>(bytes, length);
    case kOid:
      return IntegerOf<std::uint32_t, std::uint32_t>(bytes, length);
    case kReal:
      return FractionOf<float, std::uint32_t>(bytes, length);
    case kDouble:
      return FractionOf<double, std::uint64_t>(bytes, length);
    case kName:
    case kText:
    case kUnknown:
    case kCharacter:
    case kVarchar:
      if (length < 0) return std::nullopt;
      return std::string{bytes, static_cast<std::size_t>(length)};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<Parameter> BoundValues::Read() const {
  std::vector<Parameter> parameters;
  for (int i = 0; values != nullptr && i < count; ++i) {
    if (values[i] == nullptr) continue;  // NULL
    const bool binary = formats != nullptr && formats[i] != 0;
    std::optional<std::string> value;
    if (!binary) {
      value = values[i];
    } else if (types != nullptr && lengths != nullptr) {
      value = BinaryValue(types[i], values[i], lengths[i]);
    }
    if (value) parameters.push_back({std::to_string(i), std::move(*value)});
  }
  return parameters;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
