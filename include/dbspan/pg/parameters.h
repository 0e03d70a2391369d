#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "dbspan/operation.h"

namespace dbspan::pg {

/// The values bound to a statement, by reference; read only if they are to be recorded.
///
/// Numbers, booleans and texts are read, and anything else is left out: what it would look like is
/// not for telemetry to find out.
template <class... Values>
class Parameters {
 public:
  explicit Parameters(const Values&... values) noexcept : values_(values...) {}

  std::vector<Parameter> Read() const {
    std::vector<Parameter> parameters;
    std::apply([&](const Values&... values) { (Add(parameters, values), ...); }, values_);
    return parameters;
  }

 private:
  template <class Value>
  void Add(std::vector<Parameter>& parameters, const Value& value) const {
    const std::size_t position = next_++;
    if constexpr (std::is_same_v<Value, bool>) {
      parameters.push_back({std::to_string(position), value ? "true" : "false"});
    } else if constexpr (std::is_arithmetic_v<Value>) {
      parameters.push_back({std::to_string(position), std::to_string(value)});
    } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
      if constexpr (std::is_pointer_v<Value>) {
        if (value == nullptr) return;  // NULL
      }
      parameters.push_back({std::to_string(position), std::string{std::string_view{value}}});
    }
  }

  std::tuple<const Values&...> values_;
  mutable std::size_t next_ = 0;
};

template <class... Values>
Parameters(const Values&...) -> Parameters<Values...>;

}  // namespace dbspan::pg
