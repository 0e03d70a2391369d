#pragma once

#include <string>
#include <utility>

namespace dbspan::cli {

/// A directory for one run, readable by this user only; removed with its files at the end of its
/// life.
class TemporaryDirectory {
 public:
  /// `parent` empty: where the system has its temporary files.
  explicit TemporaryDirectory(const std::string& parent = {});
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { Remove(); }

  const std::string& path() const { return path_; }  ///< Empty: it could not be made.
  /// The path of a file in it; empty if there is no directory.
  std::string FileNamed(const std::string& name) const;
  void Remove();

 private:
  std::string path_;
};

}  // namespace dbspan::cli
