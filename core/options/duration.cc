#include "core/options/duration.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/options/environment_reader.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Unit {
  std::string_view word;
  std::int64_t nanoseconds;
};
constexpr Unit kUnits[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};

}  // namespace

std::optional<std::chrono::nanoseconds> ReadDuration(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > kMostDigits) return std::nullopt;
  const std::int64_t number = std::stoll(std::string{text.substr(0, digits)});
  const std::string_view unit = text.substr(digits);
  if (number == 0 && unit.empty()) return std::chrono::nanoseconds{0};
  for (const auto& [word, nanoseconds] : kUnits) {
    if (EnvironmentReader::IsSameWord(word, unit)) {
      return std::chrono::nanoseconds{number * nanoseconds};
    }
  }
  return std::nullopt;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
