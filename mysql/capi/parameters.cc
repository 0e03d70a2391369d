#include "mysql/capi/parameters.h"

#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>

#include "mysql/fraction.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

template <class Value>
Value Read(const MYSQL_BIND& bind) noexcept {
  Value value{};
  std::memcpy(&value, bind.buffer, sizeof value);
  return value;
}

template <class Signed>
std::string Integer(const MYSQL_BIND& bind) {
  if (bind.is_unsigned == 0) return std::to_string(Read<Signed>(bind));
  return std::to_string(Read<std::make_unsigned_t<Signed>>(bind));
}

std::string Text(const MYSQL_BIND& bind) {
  const unsigned long length = bind.length == nullptr ? bind.buffer_length : *bind.length;
  return {static_cast<const char*>(bind.buffer), length};
}

std::string Time(const MYSQL_BIND& bind) {
  const auto time = Read<MYSQL_TIME>(bind);
  char text[64];
  const char* sign = time.neg != 0 ? "-" : "";
  switch (bind.buffer_type) {
    case MYSQL_TYPE_DATE:
      std::snprintf(text, sizeof text, "%04u-%02u-%02u", time.year, time.month, time.day);
      break;
    case MYSQL_TYPE_TIME:
      std::snprintf(text, sizeof text, "%s%02u:%02u:%02u", sign, time.day * 24 + time.hour,
                    time.minute, time.second);
      break;
    default:
      std::snprintf(text, sizeof text, "%04u-%02u-%02u %02u:%02u:%02u", time.year, time.month,
                    time.day, time.hour, time.minute, time.second);
  }
  std::string whole{text};
  if (time.second_part == 0 || bind.buffer_type == MYSQL_TYPE_DATE) return whole;
  std::snprintf(text, sizeof text, ".%06lu", time.second_part);
  return whole + text;
}

std::optional<std::string> ValueOf(const MYSQL_BIND& bind) {
  const bool null = bind.is_null != nullptr && *bind.is_null != 0;
  if (null || bind.buffer == nullptr) return std::nullopt;
  switch (bind.buffer_type) {
    case MYSQL_TYPE_TINY:
      return Integer<signed char>(bind);
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR:
      return Integer<short>(bind);
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
      return Integer<int>(bind);
    case MYSQL_TYPE_LONGLONG:
      return Integer<long long>(bind);
    case MYSQL_TYPE_FLOAT:
      return FractionText(Read<float>(bind));
    case MYSQL_TYPE_DOUBLE:
      return FractionText(Read<double>(bind));
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return Time(bind);
    case MYSQL_TYPE_STRING:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_VARCHAR:
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return Text(bind);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<Parameter> ValuesOf(const std::vector<MYSQL_BIND>& bound) {
  std::vector<Parameter> values;
  for (std::size_t i = 0; i < bound.size(); ++i) {
    if (auto value = ValueOf(bound[i])) values.push_back({std::to_string(i), std::move(*value)});
  }
  return values;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
