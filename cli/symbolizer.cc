#include "cli/symbolizer.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

#include "cli/elf_file.h"
#include "cli/function_name.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

bool IsHexDigit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

// Returns true for characters that can be part of an object name in a log line or in JSON.
bool IsInName(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '"' && c != ';' && c != '[' && c != ']' &&
         c != '=' && c != ',';
}

// Removes one frame from the front of `text`; returns false if there is none.
bool TakeFrame(std::string_view& text, CodeFrame& frame) {
  std::size_t at = 0;
  while (at < text.size() && IsInName(text[at]) && text.substr(at, 3) != "+0x") ++at;
  if (at == 0) return false;
  frame.object = std::string{text.substr(0, at)};
  frame.build_id.clear();
  if (at < text.size() && text[at] == '[') {
    const std::size_t begin = ++at;
    while (at < text.size() && IsHexDigit(text[at])) ++at;
    if (at == text.size() || text[at] != ']') return false;
    frame.build_id = std::string{text.substr(begin, at++ - begin)};
  }
  if (text.substr(at, 3) != "+0x") return false;
  at += 3;
  const std::size_t begin = at;
  while (at < text.size() && IsHexDigit(text[at])) ++at;
  if (at == begin || at - begin > 16) return false;
  frame.offset = std::strtoull(std::string{text.substr(begin, at - begin)}.c_str(), nullptr, 16);
  text.remove_prefix(at);
  return true;
}

// Removes a whole stack from the front of `text` and returns its frames.
std::vector<CodeFrame> TakeStack(std::string_view& text) {
  std::vector<CodeFrame> frames;
  std::map<std::string, std::string> known;
  CodeFrame frame;
  std::string_view rest = text;
  while (TakeFrame(rest, frame)) {
    if (frame.build_id.empty()) frame.build_id = known[frame.object];
    known[frame.object] = frame.build_id;
    frames.push_back(frame);
    text = rest;
    if (rest.empty() || rest.front() != ';') break;
    rest.remove_prefix(1);
  }
  return frames;
}

std::string KeyOf(const CodeFrame& frame) {
  return frame.build_id.empty() ? frame.object : frame.build_id;
}

bool IsTheFile(const std::string& path, const CodeFrame& frame) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  return BuildIdOf(path) == frame.build_id;
}

std::vector<std::string> Directories(const char* variable) {
  std::vector<std::string> directories;
  const char* const value = std::getenv(variable);
  const std::string list = value == nullptr ? "" : value;
  for (std::size_t at = 0; at < list.size();) {
    const auto colon = std::min(list.find(':', at), list.size());
    if (colon > at) directories.push_back(list.substr(at, colon - at));
    at = colon + 1;
  }
  return directories;
}

void AddLibraryDirectories(std::vector<std::string>& directories) {
  for (const char* const base : {"/usr/local/lib", "/usr/lib", "/lib"}) {
    directories.emplace_back(base);
#if defined(__x86_64__)
    directories.push_back(std::string{base} + "/x86_64-linux-gnu");
#elif defined(__aarch64__)
    directories.push_back(std::string{base} + "/aarch64-linux-gnu");
#endif
    directories.push_back(std::string{base} + "64");
  }
}

// Returns the executable of a running process with this name and build id, as a path in /proc that
// works even if the file was deleted; empty if there is none.
std::string RunningProgram(const CodeFrame& frame) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    if (std::isdigit(static_cast<unsigned char>(entry.path().filename().c_str()[0])) == 0) continue;
    const std::string link = entry.path().string() + "/exe";
    std::error_code none;
    const std::string target = fs::read_symlink(link, none).filename();
    if (target != frame.object && target != frame.object + " (deleted)") continue;
    if (BuildIdOf(link) == frame.build_id) return link;
  }
  return {};
}

// Replaces quotation marks and backslashes, which would break a JSON string around the text.
std::string InText(std::string text) {
  for (char& c : text) {
    if (c == '"') c = '\'';
    if (c == '\\') c = '/';
  }
  return text;
}

// Returns where the object name that ends at `bracket` begins.
std::size_t BeginOfName(std::string_view text, std::size_t bracket) {
  while (bracket > 0 && IsInName(text[bracket - 1])) --bracket;
  return bracket;
}

}  // namespace

std::vector<CodeFrame> FramesOf(std::string_view stack) { return TakeStack(stack); }

void Symbolizer::AddFile(const std::string& path) { files_.push_back(path); }

std::string Symbolizer::Look(const CodeFrame& frame) const {
  std::vector<std::string> directories;
  for (const std::string& file : files_) {
    if (IsTheFile(file, frame)) return file;
    directories.push_back(fs::path{file}.parent_path());
  }
  directories.emplace_back(".");
  for (std::string& directory : Directories("PATH")) directories.push_back(std::move(directory));
  for (std::string& directory : Directories("LD_LIBRARY_PATH")) {
    directories.push_back(std::move(directory));
  }
  AddLibraryDirectories(directories);
  for (const std::string& directory : directories) {
    std::string path = (directory.empty() ? "." : directory) + "/" + frame.object;
    if (IsTheFile(path, frame)) return path;
  }
  if (frame.build_id.size() > 2) {
    const std::string debug = "/usr/lib/debug/.build-id/" + frame.build_id.substr(0, 2) + "/" +
                              frame.build_id.substr(2) + ".debug";
    if (IsTheFile(debug, frame)) return debug;
  }
  return RunningProgram(frame);
}

std::string Symbolizer::FileOf(const CodeFrame& frame) {
  // A name alone may belong to another build, whose functions are elsewhere.
  if (frame.build_id.empty()) {
    without_build_id_.insert(frame.object);
    return {};
  }
  const auto [found, added] = found_.try_emplace(KeyOf(frame));
  if (added) found->second = Look(frame);
  return found->second;
}

void Symbolizer::Prepare(const std::vector<std::string_view>& stacks) {
  std::map<std::string, std::vector<std::uint64_t>> wanted;  // by file
  std::map<std::string, std::string> keys;
  std::set<Address> seen;
  for (const std::string_view stack : stacks) {
    for (const CodeFrame& frame : FramesOf(stack)) {
      const Address address{KeyOf(frame), frame.offset};
      if (functions_.count(address) > 0 || !seen.insert(address).second) continue;
      const std::string file = FileOf(frame);
      if (file.empty()) {
        functions_[address] = {};
        continue;
      }
      wanted[file].push_back(frame.offset);
      keys[file] = address.first;
    }
  }
  for (const auto& [file, offsets] : wanted) {
    const auto named = NameAddresses(file, offsets);
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      functions_[{keys[file], offsets[i]}] = i < named.size() ? named[i] : std::vector<CodePlace>{};
    }
  }
}

const std::vector<CodePlace>& Symbolizer::FunctionsOf(const CodeFrame& frame) {
  return functions_[{KeyOf(frame), frame.offset}];
}

std::optional<CodePlace> Symbolizer::PlaceOf(std::string_view stack) {
  Prepare({stack});
  std::optional<CodePlace> first;
  for (const CodeFrame& frame : FramesOf(stack)) {
    for (const CodePlace& place : FunctionsOf(frame)) {
      if (place.function.empty()) continue;
      if (!IsOfLibrary(place.function)) return place;
      if (!first) first = place;
    }
  }
  return first;
}

std::string Symbolizer::NamesOf(std::string_view stack) {
  std::string names;
  for (const CodeFrame& frame : FramesOf(stack)) {
    std::string name;
    bool known = false;
    for (const CodePlace& place : FunctionsOf(frame)) {
      if (place.function.empty()) continue;
      known = true;
      if (IsOfLibrary(place.function)) continue;
      name += (name.empty() ? "" : "; ") + InText(place.Text());
    }
    if (!known) {
      name = frame.object + "[" + frame.build_id + "]+0x";
      std::string digits;
      for (std::uint64_t rest = frame.offset; rest != 0 || digits.empty(); rest >>= 4U) {
        digits.insert(digits.begin(), "0123456789abcdef"[rest & 15U]);
      }
      name += digits;
    }
    if (!name.empty()) names += (names.empty() ? "" : "; ") + name;
  }
  return names;
}

std::string Symbolizer::Replace(std::string_view text) {
  std::string replaced;
  std::size_t copied = 0;
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at)) {
    const std::size_t begin = std::max(BeginOfName(text, at), copied);
    std::string_view rest = text.substr(begin);
    const std::string_view whole = rest;
    const std::vector<CodeFrame> frames = begin < at ? TakeStack(rest) : std::vector<CodeFrame>{};
    if (frames.empty()) {
      ++at;
      continue;
    }
    const std::string_view stack = whole.substr(0, whole.size() - rest.size());
    Prepare({stack});
    const std::string names = NamesOf(stack);
    replaced += text.substr(copied, begin - copied);
    replaced += names.empty() ? std::string{stack} : names;
    copied = at = begin + stack.size();
  }
  replaced += text.substr(copied);
  return replaced;
}

}  // namespace dbspan::cli
