#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace dbspan::test {

/// Redirects dbspan's log of this process to a temporary file while the object exists.
class CapturedLog {
 public:
  CapturedLog() {
    close(mkstemp(file_));
    setenv("DBSPAN_LOG", file_, 1);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;
  ~CapturedLog() {
    unsetenv("DBSPAN_LOG");
    unlink(file_);
  }

  /// Returns the log so far.
  std::string Text() const {
    std::ostringstream text;
    text << std::ifstream{file_}.rdbuf();
    return text.str();
  }

 private:
  char file_[32] = "/tmp/dbspan-captured-XXXXXX";
};

}  // namespace dbspan::test
