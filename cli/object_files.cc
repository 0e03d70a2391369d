#include "cli/object_files.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/elf_file.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

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
    std::string link = entry.path().string() + "/exe";
    std::error_code none;
    const std::string target = fs::read_symlink(link, none).filename();
    if (target != frame.object && target != frame.object + " (deleted)") continue;
    if (BuildIdOf(link) == frame.build_id) return link;
  }
  return {};
}

}  // namespace

std::string FindObjectFile(const CodeFrame& frame, const std::vector<std::string>& files) {
  std::vector<std::string> directories;
  for (const std::string& file : files) {
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
    std::string debug = "/usr/lib/debug/.build-id/" + frame.build_id.substr(0, 2) + "/" +
                        frame.build_id.substr(2) + ".debug";
    if (IsTheFile(debug, frame)) return debug;
  }
  return RunningProgram(frame);
}

}  // namespace dbspan::cli
