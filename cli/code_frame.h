#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::cli {

/// A frame of `dbspan.code.stack`.
struct CodeFrame {
  std::string object;    ///< Name of the file: `shop`.
  std::string build_id;  ///< Hexadecimal; empty: it has none.
  std::uint64_t offset = 0;
};

/// Parses a stack such as `shop[<build id>]+0x5a1c;shop+0x4e07` and returns its frames, innermost
/// first. Stops at the first frame that does not have this form. A frame without a build id has the
/// earlier one of its object.
std::vector<CodeFrame> FramesOf(std::string_view stack);

/// Removes such a stack from the front of `text` and returns its frames.
std::vector<CodeFrame> TakeStack(std::string_view& text);

/// Returns true for characters that can be part of an object name in a log line or in JSON.
bool IsInName(char c);

}  // namespace dbspan::cli
