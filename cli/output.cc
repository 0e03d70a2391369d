#include "cli/output.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/file_descriptor.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr std::size_t kWidthElsewhere = 100;
constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 1000;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : value;
}

// Returns true if the locale uses UTF-8. Evaluates the variables as setlocale does, but loads no
// locale.
bool HasUtf8() {
  std::string locale = Variable("LC_ALL");
  if (locale.empty()) locale = Variable("LC_CTYPE");
  if (locale.empty()) locale = Variable("LANG");
  std::transform(locale.begin(), locale.end(), locale.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

std::size_t WidthOf(int descriptor) {
  winsize size{};
  std::size_t width = 0;
  if (isatty(descriptor) != 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (width == 0) width = std::strtoul(Variable("COLUMNS").c_str(), nullptr, 10);
  return width == 0 ? kWidthElsewhere : std::clamp(width, kNarrowest, kWidest);
}

bool HasColour(int descriptor, ColourWhen when) {
  if (when != ColourWhen::kAuto) return when == ColourWhen::kAlways;
  if (!Variable("NO_COLOR").empty()) return false;
  const std::string force = Variable("FORCE_COLOR");
  if (!force.empty()) return force != "0";
  return Variable("TERM") != "dumb" && isatty(descriptor) != 0;
}

}  // namespace

int DescriptorNamedBy(const std::string& path) {
  constexpr const char* kStreams[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (path == kStreams[number]) return number;
  }
  for (const std::string_view directory : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!StartsWith(path, directory)) continue;
    return std::atoi(path.c_str() + directory.size());
  }
  return -1;
}

view::Look LookOf(int descriptor, ColourWhen colour) {
  return {WidthOf(descriptor), HasColour(descriptor, colour), HasUtf8()};
}

bool CanDrawScreens() { return !Variable("TERM").empty() && Variable("TERM") != "dumb"; }

std::size_t HeightOf(int terminal) {
  winsize size{};
  const bool known = ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : 24;
}

bool WriteAll(int descriptor, std::string_view text, std::chrono::milliseconds patience) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {
      // The program, which shares the stream, may have made it non-blocking, as Node.js does.
      pollfd ready{descriptor, POLLOUT, 0};
      if (poll(&ready, 1, static_cast<int>(patience.count())) != 0) continue;
      errno = ETIMEDOUT;
      return false;
    }
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string WriteFile(const std::string& path, std::string_view content) {
  return WriteFile(path, [content](const view::Writer& write) { write(content); });
}

std::string WriteFile(const std::string& path,
                      const std::function<void(const view::Writer&)>& produce) {
  struct stat info {};
  const int named = DescriptorNamedBy(path);
  // Devices, pipes and links cannot be replaced by renaming, so write to them directly.
  bool in_place = named >= 0 || (lstat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode));
  const std::string target = in_place ? path : path + ".part";
  signal(SIGXFSZ, SIG_IGN);  // a file beyond `ulimit -f` is then an error
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY;
  // Opened anew, the file of a redirected stream would lose what was written to it before.
  FileDescriptor file{named >= 0 ? fcntl(named, F_DUPFD_CLOEXEC, 0)
                                 : open(target.c_str(), kFlags, 0666)};
  if (!file && !in_place && access(path.c_str(), W_OK) == 0) {
    // The directory takes no new file, but the old one can be overwritten.
    in_place = true;
    file = FileDescriptor{open(path.c_str(), kFlags, 0666)};
  }
  if (!file) return std::strerror(errno);
  constexpr std::size_t kAtOnce = std::size_t{256} << 10U;
  std::string pending;
  int error = 0;
  const auto flush = [&] {
    if (error == 0 && !WriteAll(file.get(), pending)) error = errno;
    pending.clear();
  };
  produce([&](std::string_view piece) {
    pending += piece;
    if (pending.size() >= kAtOnce) flush();
  });
  flush();
  if (error != 0) {
    std::string reason =
        error == ETIMEDOUT ? "its reader has taken nothing for a minute" : std::strerror(error);
    if (!in_place) unlink(target.c_str());
    return reason;
  }
  file.Close();
  if (!in_place && rename(target.c_str(), path.c_str()) != 0) return std::strerror(errno);
  return {};
}

}  // namespace dbspan::cli
