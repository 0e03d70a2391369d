#include "cli/option_values.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace dbspan::cli {

void ReadFailOn(const std::string& list, Options& options) {
  std::size_t at = 0;
  while (at <= list.size()) {
    const auto comma = std::min(list.find(',', at), list.size());
    const std::string word = list.substr(at, comma - at);
    if (word == "findings") {
      options.fail_on_findings = true;
    } else if (word == "errors") {
      options.fail_on_errors = true;
    } else if (word == "untraced") {
      options.fail_on_untraced = true;
    } else {
      throw WrongUse{"--fail-on takes findings, errors, untraced, or several with commas; not '" +
                     word + "'"};
    }
    at = comma + 1;
  }
}

ColourWhen ReadColour(const std::string& value) {
  if (value == "auto") return ColourWhen::kAuto;
  if (value == "always") return ColourWhen::kAlways;
  if (value == "never") return ColourWhen::kNever;
  throw WrongUse{"--color takes auto, always or never; not '" + value + "'"};
}

std::size_t ReadRows(const std::string& value) {
  if (value == "all") return std::numeric_limits<std::size_t>::max();
  char* end = nullptr;
  const auto rows = std::strtoull(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || value[0] == '-') {
    throw WrongUse{"--statements takes a number or all; not '" + value + "'"};
  }
  return rows;
}

unsigned ReadPort(const std::string& value) {
  char* end = nullptr;
  const auto port = std::strtoul(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || value[0] == '-' || port == 0 || port > 65535) {
    throw WrongUse{"--port takes a number from 1 to 65535; not '" + value + "'"};
  }
  return static_cast<unsigned>(port);
}

void ReadThresholds(const std::string& value, Options& options) {
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    const std::string wrong =
        insight::ReadThreshold(value.substr(begin, end - begin), options.thresholds);
    if (!wrong.empty()) throw WrongUse{"--threshold: " + wrong};
    begin = end + 1;
  }
}

void ReadOrigins(const std::string& value, Options& options) {
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    const std::string origin = value.substr(begin, end - begin);
    const auto scheme = origin.find("://");
    const bool good = origin == "*" || (scheme != std::string::npos && scheme > 0 &&
                                        origin.find('/', scheme + 3) == std::string::npos &&
                                        origin.size() > scheme + 3);
    if (!good) {
      throw WrongUse{
          "--cors takes origins of web pages, with commas: http://localhost:3000, or *; "
          "not '" +
          origin + "'"};
    }
    options.origins.push_back(origin);
    begin = end + 1;
  }
}

std::chrono::milliseconds ReadInterval(const std::string& value) {
  char* end = nullptr;
  const double seconds = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0' || !(seconds >= 0.1) || seconds > 86400) {
    throw WrongUse{"--interval takes seconds, from 0.1 on; not '" + value + "'"};
  }
  return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

std::chrono::nanoseconds ReadBurstGap(const std::string& value) {
  char* end = nullptr;
  const double milliseconds = std::strtod(value.c_str(), &end);
  if (end == value.c_str() || std::string_view{end} != "ms" || !(milliseconds >= 0) ||
      milliseconds > 1e9) {
    throw WrongUse{"--burst-gap takes milliseconds: 100ms; not '" + value + "'"};
  }
  return std::chrono::nanoseconds{static_cast<std::int64_t>(milliseconds * 1e6)};
}

std::size_t ReadSize(const std::string& text) {
  char* end = nullptr;
  const auto number = std::strtoull(text.c_str(), &end, 10);
  const std::string unit = end;
  unsigned shift = 0;
  if (unit == "K" || unit == "k") shift = 10;
  if (unit == "M" || unit == "m") shift = 20;
  if (unit == "G" || unit == "g") shift = 30;
  const bool good = !text.empty() && text[0] != '-' && (unit.empty() || shift > 0) && number > 0 &&
                    number <= std::numeric_limits<std::size_t>::max() >> shift;
  if (!good) throw WrongUse{"a size is a number with K, M or G; not '" + text + "'"};
  return static_cast<std::size_t>(number) << shift;
}

}  // namespace dbspan::cli
