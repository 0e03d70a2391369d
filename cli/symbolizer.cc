#include "cli/symbolizer.h"

#include <algorithm>
#include <set>

#include "cli/function_name.h"
#include "cli/object_files.h"
#include "cli/own_protocol.h"

namespace dbspan::cli {
namespace {

std::string KeyOf(const CodeFrame& frame) {
  return frame.build_id.empty() ? frame.object : frame.build_id;
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

void Symbolizer::AddFile(const std::string& path) { files_.push_back(path); }

std::string Symbolizer::FileOf(const CodeFrame& frame) {
  // A name alone may belong to another build, whose functions are elsewhere.
  if (frame.build_id.empty()) {
    without_build_id_.insert(frame.object);
    return {};
  }
  const auto [found, added] = found_.try_emplace(KeyOf(frame));
  if (added) found->second = FindObjectFile(frame, files_);
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
    const bool interpreter = !OwnProtocolOf(frame.object).text.empty();
    for (const CodePlace& place : FunctionsOf(frame)) {
      if (place.Text().empty() || interpreter || IsOfInterpreter(place.function)) continue;
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
      if (place.Text().empty()) continue;
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
