#include "cli/code_frame.h"

#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <map>

namespace dbspan::cli {
namespace {

bool IsHexDigit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

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

}  // namespace

bool IsInName(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '"' && c != ';' && c != '[' && c != ']' &&
         c != '=' && c != ',';
}

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

std::vector<CodeFrame> FramesOf(std::string_view stack) { return TakeStack(stack); }

}  // namespace dbspan::cli
