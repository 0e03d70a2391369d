#pragma once

#include <string>
#include <vector>

#include "cli/code_frame.h"

namespace dbspan::cli {

/// Returns the file of an object with the build id of the frame; empty if there is none. Searches
/// `files` and their directories, the working directory, PATH, the directories of libraries and of
/// debugging information, and the running programs of this user.
std::string FindObjectFile(const CodeFrame& frame, const std::vector<std::string>& files);

}  // namespace dbspan::cli
