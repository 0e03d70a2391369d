#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

/// A directory for the files of one run, accessible to this user only: in /dev/shm if there is
/// room, so that using it does not write to a disk, else in the system's directory for temporary
/// files. The destructor removes it with its files.
///
/// It contains a locked file while its owner lives, so RemoveAbandoned recognizes the directory of
/// a dbspan that was killed.
class TemporaryDirectory {
 public:
  /// Returns the directories of this user's runs, also abandoned ones.
  static std::vector<std::string> OfThisUser();
  /// Removes the directories of this user whose owner was killed, if none of the processes that
  /// recorded into them runs, and if an earlier call has found them a day ago or room is short.
  static void RemoveAbandoned();

  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { Remove(); }

  const std::string& path() const { return path_; }  ///< Empty: it could not be made.
  /// Returns the path of a file in the directory; empty if there is no directory.
  std::string FileNamed(const std::string& name) const;
  /// Returns what may be missing because there is no room; empty if there is room.
  std::string Trouble() const;
  void Remove();

 private:
  bool MakeIn(const std::string& parent);

  std::string path_;
  FileDescriptor lock_;
};

}  // namespace dbspan::cli
