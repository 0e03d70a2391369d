#pragma once

#include <string>
#include <utility>

namespace dbspan::cli {

/// A directory for one run, accessible to this user only. The destructor removes it with its files.
class TemporaryDirectory {
 public:
  /// Makes the directory in `parent`; empty: in the system's directory for temporary files.
  explicit TemporaryDirectory(const std::string& parent = {});
  /// Makes the directory in /dev/shm if possible, so that using it does not write to a disk.
  static TemporaryDirectory InMemory();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { Remove(); }

  const std::string& path() const { return path_; }  ///< Empty: it could not be made.
  /// Returns the path of a file in the directory; empty if there is no directory.
  std::string FileNamed(const std::string& name) const;
  void Remove();

 private:
  std::string path_;
};

}  // namespace dbspan::cli
