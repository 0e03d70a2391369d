#pragma once

#include <sys/eventfd.h>
#include <sys/types.h>

#include <atomic>
#include <string>

#include "cli/file_descriptor.h"
#include "cli/options.h"
#include "cli/shared_store.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Saves pages with everything that was recorded so far. A forked process writes each, so that
/// recording goes on; it completes the page even if dbspan ends meanwhile. Thread-safe.
class PageSaver {
 public:
  /// Construct it after the start of the program. Both arguments must outlive it.
  PageSaver(SharedStore& store, const Options& options) : store_(store), options_(options) {}

  /// Writes the page to `dbspan-TITLE-PID.html` in `directory` (empty: the current one), and
  /// returns a message about it. Waits for the end of the writing or for StopWaiting.
  std::string Save(view::RunFacts facts, pid_t program, const std::string& directory);
  void StopWaiting() { eventfd_write(stop_.get(), 1); }

 private:
  std::string Write(view::RunFacts facts, const std::string& name, const std::string& directory);

  SharedStore& store_;
  const Options& options_;
  const FileDescriptor stop_{eventfd(0, EFD_CLOEXEC)};  ///< Readable after StopWaiting.
  std::atomic<bool> saving_{false};
};

}  // namespace dbspan::cli
