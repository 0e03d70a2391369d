#include "cli/output_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "view/terminal_text.h"

namespace dbspan::cli {
namespace {

// Returns true if the paths are of one regular file, or are equal and of a file that does not exist
// yet. Devices and pipes can be named twice.
bool IsSameFile(const std::string& left, const std::string& right) {
  struct stat a {};
  struct stat b {};
  const bool has_a = stat(left.c_str(), &a) == 0;
  const bool has_b = stat(right.c_str(), &b) == 0;
  if (!has_a || !has_b) return !has_a && !has_b && left == right;
  return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Returns the reason why a file cannot be written; empty: it probably can.
std::string ReasonNotToWrite(const std::string& path) {
  struct stat info {};
  const bool exists = stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return std::strerror(EISDIR);
  if (exists && access(path.c_str(), W_OK) == 0) return {};
  if (exists && !S_ISREG(info.st_mode)) return std::strerror(errno);
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return access(directory.c_str(), W_OK | X_OK) == 0 ? std::string{} : std::strerror(errno);
}

}  // namespace

void CheckOutputFiles(const Options& options, const std::vector<std::string>& inputs) {
  const std::vector<std::pair<const char*, const std::string*>> outputs{
      {"--output", &options.output}, {"--html", &options.html}, {"--json", &options.json}};
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& [name, path] = outputs[i];
    if (path->empty()) continue;
    const std::string shown = view::Printable(*path);
    for (std::size_t j = 0; j < i; ++j) {
      if (outputs[j].second->empty() || !IsSameFile(*outputs[j].second, *path)) continue;
      throw WrongUse{std::string{outputs[j].first} + " and " + name +
                     " need different files; both are '" + shown + "'"};
    }
    for (const std::string& input : inputs) {
      if (!IsSameFile(input, *path)) continue;
      throw WrongUse{std::string{name} + " would overwrite the input '" + shown + "'"};
    }
    const std::string reason = ReasonNotToWrite(*path);
    if (!reason.empty()) throw std::runtime_error{std::string{name} + " " + shown + ": " + reason};
  }
}

}  // namespace dbspan::cli
