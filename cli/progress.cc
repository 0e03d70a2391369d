#include "cli/progress.h"

#include <termios.h>
#include <unistd.h>

#include <string>

#include "cli/output.h"
#include "view/units.h"

namespace dbspan::cli {

Progress::Progress(Options::Progress when, bool quiet)
    : when_(when), quiet_(quiet), start_(std::chrono::steady_clock::now()) {}

void Progress::Tick(const Counts& counts) {
  const auto passed =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start_);
  if (passed < next_) return;
  next_ = next_ < std::chrono::seconds{30} ? std::chrono::seconds{30}
                                           : std::chrono::seconds{(passed.count() / 30 + 1) * 30};
  if (!MayWrite()) return;
  const auto [operations, failed] = counts();
  std::string line = "dbspan: " + std::to_string(passed.count()) + " s, " +
                     view::CountText(operations, "operation", "operations");
  if (failed > 0) line += ", " + view::CountText(failed) + " failed";
  WriteAll(STDERR_FILENO, line + "\n");
}

bool Progress::MayWrite() const {
  if (quiet_ || when_ == Options::Progress::kNever) return false;
  if (when_ == Options::Progress::kAlways) return true;
  termios settings{};
  return tcgetattr(STDERR_FILENO, &settings) == 0 && tcgetpgrp(STDERR_FILENO) == getpgrp() &&
         (settings.c_lflag & ICANON) != 0 && (settings.c_lflag & ECHO) != 0;
}

}  // namespace dbspan::cli
