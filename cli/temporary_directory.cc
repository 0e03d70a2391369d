#include "cli/temporary_directory.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>

namespace dbspan::cli {

TemporaryDirectory::TemporaryDirectory(const std::string& parent) {
  std::error_code error;
  std::filesystem::path directory = parent;
  if (parent.empty()) directory = std::filesystem::temp_directory_path(error);
  if (error) directory = "/tmp";
  std::string pattern = directory / "dbspan-XXXXXX";
  if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

TemporaryDirectory TemporaryDirectory::InMemory() {
  TemporaryDirectory in_memory{"/dev/shm"};
  return in_memory.path().empty() ? TemporaryDirectory{} : std::move(in_memory);
}

std::string TemporaryDirectory::FileNamed(const std::string& name) const {
  return path_.empty() ? path_ : path_ + "/" + name;
}

void TemporaryDirectory::Remove() {
  if (path_.empty()) return;
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  path_.clear();
}

}  // namespace dbspan::cli
