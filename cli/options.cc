#include "cli/options.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace dbspan::cli {
namespace {

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

// Returns true if the option takes a value.
bool TakesValue(const std::string& name) {
  return name == "output" || name == "html" || name == "json" || name == "statements" ||
         name == "memory" || name == "threshold" || name == "color" || name == "fail-on" ||
         name == "port" || name == "cors" || name == "interval" || name == "burst-gap";
}

// Returns true if the value of the option is a file to write. The last one of two would win and the
// other report be lost.
bool IsFile(const std::string& name) {
  return name == "output" || name == "html" || name == "json";
}

void Set(const std::string& name, const std::string& value, Options& options) {
  if (name == "quiet") options.quiet = true;
  if (name == "all") options.all = true;
  if (name == "follow") options.follow = true;
  if (name == "top") options.top = true;
  if (name == "interval") options.interval = ReadInterval(value);
  if (name == "args") options.arguments = true;
  if (name == "audit") options.audit = true;
  if (name == "progress") options.progress = Options::Progress::kAlways;
  if (name == "no-progress") options.progress = Options::Progress::kNever;
  if (name == "open") options.open = true;
  if (name == "cors") ReadOrigins(value, options);
  if (name == "port") options.port = ReadPort(value);
  if (name == "output") options.output = value;
  if (name == "html") options.html = value;
  if (name == "json") options.json = value;
  if (name == "statements") options.statements = ReadRows(value);
  if (name == "memory") options.memory = ReadSize(value);
  if (name == "burst-gap") options.burst_gap = ReadBurstGap(value);
  if (name == "threshold") ReadThresholds(value, options);
  if (name == "color") options.colour = ReadColour(value);
  if (name == "fail-on") ReadFailOn(value, options);
}

std::string LongName(const std::string& argument) {
  if (argument == "-o") return "output";
  if (argument == "-q") return "quiet";
  if (argument == "-h") return "help";
  return argument.compare(0, 2, "--") == 0 ? argument.substr(2) : std::string{};
}

}  // namespace

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

Options ReadOptions(const std::vector<std::string>& arguments,
                    const std::vector<std::string>& known, OptionPlace place) {
  Options options;
  std::size_t i = 0;
  for (; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      ++i;
      break;
    }
    if (argument.size() < 2 || argument[0] != '-') {
      if (place == OptionPlace::kFirst) break;
      options.rest.push_back(argument);
      continue;
    }
    const auto equals = argument.compare(0, 2, "--") == 0 ? argument.find('=') : std::string::npos;
    const std::string name = LongName(argument.substr(0, equals));
    if (name == "help") {
      options.help = true;
      continue;
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw WrongUse{"there is no option '" + argument.substr(0, equals) + "'"};
    }
    std::string value;
    if (TakesValue(name)) {
      if (equals == std::string::npos && i + 1 == arguments.size()) {
        throw WrongUse{"'" + argument + "' needs a value"};
      }
      value = equals == std::string::npos ? arguments[++i] : argument.substr(equals + 1);
    } else if (equals != std::string::npos) {
      throw WrongUse{"'" + argument.substr(0, equals) + "' takes no value"};
    }
    if (IsFile(name)) {
      if (value.empty()) throw WrongUse{"'" + argument.substr(0, equals) + "' needs a file"};
      if (options.has(name)) throw WrongUse{"'--" + name + "' is given twice"};
    }
    options.given.push_back(name);
    Set(name, value, options);
  }
  options.rest.insert(options.rest.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i),
                      arguments.end());
  return options;
}

}  // namespace dbspan::cli
