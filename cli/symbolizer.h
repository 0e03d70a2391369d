#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/address_names.h"
#include "cli/code_frame.h"

namespace dbspan::cli {

/// Converts the return addresses that dbspan recorded to functions, files and lines.
///
/// It searches an object in the added files and their directories, in the working directory, PATH
/// and the directories of libraries, and among this user's running programs. It uses a file only if
/// the build id matches; so frames of objects without a build id stay unresolved. Not thread-safe.
class Symbolizer {
 public:
  /// Adds a file to search first; libraries are also searched in its directory.
  void AddFile(const std::string& path);

  /// Resolves all these stacks in one step, which is much faster than one after the other.
  void Prepare(const std::vector<std::string_view>& stacks);
  /// Returns the innermost function of the application in a stack.
  std::optional<CodePlace> PlaceOf(std::string_view stack);
  /// Replaces every stack in a text by its functions: `Total, shop.cc:21; main, main.cc:12`. Frames
  /// that cannot be resolved stay as they are.
  std::string Replace(std::string_view text);
  /// Returns the objects in the stacks so far that have no build id.
  const std::set<std::string>& objects_without_build_id() const { return without_build_id_; }

 private:
  using Address = std::pair<std::string, std::uint64_t>;  ///< Build id, or name; and offset.

  const std::vector<CodePlace>& FunctionsOf(const CodeFrame& frame);
  std::string FileOf(const CodeFrame& frame);
  std::string NamesOf(std::string_view stack);

  std::vector<std::string> files_;
  std::map<std::string, std::string> found_;  ///< Files by build id or name.
  std::map<Address, std::vector<CodePlace>> functions_;
  std::set<std::string> without_build_id_;
};

}  // namespace dbspan::cli
