#include <unistd.h>

#include <iostream>
#include <string>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/symbolizer.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr const char* kHelp = R"(usage: dbspan symbolize [--binary FILE]… [STACK…]

Names the places in the code that spans and log records hold as return addresses (dbspan.code.stack,
dbspan.finding.where): functions, files and lines. Without a STACK, copies standard input with every stack in it
replaced: log lines, OTLP JSON.

  --binary FILE   the program or library that was recorded, or its file of debug information; more than one
                  may be given. Others are looked for here, in PATH, among running programs and in the
                  directories of libraries. Only a file with the same build id is used; places in objects
                  without one stay addresses.

Files and lines need addr2line (the package binutils) and debug information; functions do without.
)";

/// Reports objects without a build id on standard error; returns the exit status.
int ReportUnnamed(const Symbolizer& symbolizer) {
  for (const std::string& object : symbolizer.objects_without_build_id()) {
    std::cerr << "dbspan: " << object
              << " has no build id, so no file is known to be the one that ran: its places stay "
                 "addresses (link it with -Wl,--build-id)\n";
  }
  return 0;
}

}  // namespace

int SymbolizeCommand(const std::vector<std::string>& arguments) {
  Symbolizer symbolizer;
  std::vector<std::string> stacks;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    constexpr std::string_view kBinary = "--binary=";
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
    if (argument == "--binary") {
      if (++i == arguments.size()) throw WrongUse{"'--binary' needs a value"};
      symbolizer.AddFile(arguments[i]);
    } else if (StartsWith(argument, kBinary)) {
      symbolizer.AddFile(argument.substr(kBinary.size()));
    } else if (argument.size() > 1 && argument[0] == '-') {
      throw WrongUse{"there is no option '" + argument + "'"};
    } else {
      stacks.push_back(argument);
    }
  }
  for (const std::string& stack : stacks) {
    if (FramesOf(stack).empty()) {
      throw WrongUse{"'" + stack + "' is no stack: shop[<build id>]+0x5a1c;shop+0x4e07"};
    }
    if (!WriteAll(STDOUT_FILENO, symbolizer.Replace(stack) + "\n")) return 1;
  }
  if (!stacks.empty()) return ReportUnnamed(symbolizer);
  std::string line;
  while (std::getline(std::cin, line)) {
    if (!WriteAll(STDOUT_FILENO, symbolizer.Replace(line) + (std::cin.eof() ? "" : "\n"))) return 1;
  }
  return ReportUnnamed(symbolizer);
}

}  // namespace dbspan::cli
