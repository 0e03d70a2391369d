#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/address_names.h"

namespace dbspan::cli {

/// A frame of `dbspan.code.stack`.
struct CodeFrame {
  std::string object;    ///< Name of the file: `shop`.
  std::string build_id;  ///< Hexadecimal; empty: it has none.
  std::uint64_t offset = 0;
};

/// The frames of `shop[<build id>]+0x5a1c;shop+0x4e07`, innermost first. What is not of this form
/// ends the list.
std::vector<CodeFrame> FramesOf(std::string_view stack);

/// Turns the return addresses that dbspan recorded into functions, files and lines.
///
/// An object is looked for among the files it was told of, then by name in the working directory,
/// in PATH, among this user's running programs and in the directories of libraries. Only a file
/// with the same build id is used. One thread at a time.
class Symbolizer {
 public:
  /// Looks at `path` first for what is called so; `also_beside` for libraries in its directory.
  void AddFile(const std::string& path);

  /// Makes all these stacks known at once, which is much faster than one after the other.
  void Prepare(const std::vector<std::string_view>& stacks);
  /// The first function in a stack that is no library's, if it can be named.
  std::optional<CodePlace> PlaceOf(std::string_view stack);
  /// The text with every stack in it replaced by `Total, shop.cc:21; main, main.cc:12`. Frames that
  /// cannot be named stay as they are.
  std::string Replace(std::string_view text);

 private:
  using Address = std::pair<std::string, std::uint64_t>;  ///< Build id or name, offset.

  const std::vector<CodePlace>& FunctionsOf(const CodeFrame& frame);
  std::string FileOf(const CodeFrame& frame);
  std::string Look(const CodeFrame& frame) const;
  std::string NamesOf(std::string_view stack);

  std::vector<std::string> files_;
  std::map<std::string, std::string> found_;  ///< Files by build id or name.
  std::map<Address, std::vector<CodePlace>> functions_;
};

}  // namespace dbspan::cli
