#include "cli/options.h"

#include <algorithm>

#include "cli/option_values.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

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
  const std::string file = value == "-" ? kStandardOutput : value;
  if (name == "output") options.output = file;
  if (name == "html") options.html = file;
  if (name == "json") options.json = file;
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
  return StartsWith(argument, "--") ? argument.substr(2) : std::string{};
}

}  // namespace

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
    const auto equals = StartsWith(argument, "--") ? argument.find('=') : std::string::npos;
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
