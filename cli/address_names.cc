#include "cli/address_names.h"

#include <cxxabi.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "cli/elf_file.h"
#include "cli/file_descriptor.h"
#include "cli/function_name.h"
#include "core/text/starts_with.h"

extern char** environ;

namespace dbspan::cli {
namespace {

using Places = std::vector<std::vector<CodePlace>>;

constexpr std::size_t kAtOnce = 256;

std::string Hex(std::uint64_t number) {
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "0x%" PRIx64, number);
  return text.data();
}

// Runs a program and returns its standard output; `ok` is false if it cannot be started or fails.
std::string OutputOf(std::vector<std::string> command, bool& ok) {
  std::array<int, 2> ends{};
  ok = false;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const FileDescriptor reading{ends[0]};
  FileDescriptor writing{ends[1]};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  writing = FileDescriptor{};
  if (error != 0) return {};
  std::string output;
  std::array<char, 4096> piece{};
  while (true) {
    const ssize_t size = read(reading.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    output.append(piece.data(), static_cast<std::size_t>(size));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return output;
}

bool IsStandardHeader(const std::string& file) {
  const auto include = file.find("/include/");
  return include != std::string::npos && file.find("/c++/", include) != std::string::npos;
}

// Corrects the names around an inlined lambda: it has none of its own and gets that of the function
// of the standard library that calls it, while functions of that library lose their namespace.
void CorrectNamespace(CodePlace& place) {
  if (place.file.empty() || place.function.empty()) return;
  const bool named_so = StartsWith(place.function, "std::");
  const bool is_standard = IsStandardHeader(place.file);
  if (named_so && !is_standard) place.function.clear();
  if (is_standard && place.function.find("::") == std::string::npos) {
    place.function.insert(0, "std::");
  }
}

CodePlace PlaceOf(const std::string& function, const std::string& position) {
  CodePlace place;
  if (function != "??") place.function = QualifiedName(function);
  const auto colon = position.rfind(':');
  if (colon == std::string::npos || StartsWith(position, "??")) return place;
  place.line = std::atoi(position.c_str() + colon + 1);
  if (place.line > 0) place.file = position.substr(0, colon);
  CorrectNamespace(place);
  return place;
}

// Parses the output of `addr2line -a -f -i`: an address, then two lines per function at it.
void Read(const std::string& output, Places& places) {
  std::istringstream lines{output};
  std::string line;
  std::string position;
  bool any = false;
  while (std::getline(lines, line)) {
    if (StartsWith(line, "0x")) {
      places.emplace_back();
      any = true;
    } else if (any && std::getline(lines, position)) {
      places.back().push_back(PlaceOf(line, position));
    }
  }
}

bool AskTool(const char* tool, const std::string& file, const std::vector<std::uint64_t>& addresses,
             Places& places) {
  for (std::size_t begin = 0; begin < addresses.size(); begin += kAtOnce) {
    std::vector<std::string> command{tool, "-a", "-C", "-f", "-i", "-e", file};
    const std::size_t end = std::min(addresses.size(), begin + kAtOnce);
    for (std::size_t i = begin; i < end; ++i) command.push_back(Hex(addresses[i]));
    bool ok = false;
    const std::string output = OutputOf(std::move(command), ok);
    if (!ok) return false;
    Read(output, places);
    if (places.size() != end) return false;
  }
  return true;
}

std::string Demangle(const std::string& symbol);

// Without debug information, the tools name the nearest function before an address, which need not
// contain it: functions that a library does not export have no name. Keeps only names that the
// symbol tables confirm.
void DropNearest(const std::string& file, const std::vector<std::uint64_t>& addresses,
                 Places& places) {
  const std::vector<std::string> functions = FunctionsAt(file, addresses);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto has_file = [](const CodePlace& place) { return !place.file.empty(); };
    if (std::any_of(places[i].begin(), places[i].end(), has_file)) continue;
    places[i].clear();
    if (!functions[i].empty()) places[i].push_back({QualifiedName(Demangle(functions[i])), {}, 0});
  }
}

std::string Demangle(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text{
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free};
  return status == 0 && text != nullptr ? text.get() : symbol;
}

}  // namespace

std::string CodePlace::Text() const {
  if (file.empty()) return function;
  const std::string at = file.substr(file.rfind('/') + 1) + ':' + std::to_string(line);
  return function.empty() ? at : function + ", " + at;
}

std::vector<std::vector<CodePlace>> NameAddresses(const std::string& file,
                                                  const std::vector<std::uint64_t>& addresses) {
  for (const char* const tool : {"addr2line", "llvm-addr2line", "eu-addr2line"}) {
    Places places;
    if (!AskTool(tool, file, addresses, places)) continue;
    DropNearest(file, addresses, places);
    return places;
  }
  Places places;
  for (const std::string& symbol : FunctionsAt(file, addresses)) {
    places.emplace_back();
    if (symbol.empty()) continue;
    places.back().push_back({QualifiedName(Demangle(symbol)), {}, 0});
  }
  return places;
}

}  // namespace dbspan::cli
