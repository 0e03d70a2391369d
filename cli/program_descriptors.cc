#include "cli/program_descriptors.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "cli/file_descriptor.h"
#include "cli/output.h"

namespace dbspan::cli {
namespace {

// Returns the open descriptors of this process.
std::vector<int> OpenDescriptors() {
  std::vector<int> numbers;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd", error}) {
    numbers.push_back(std::atoi(entry.path().filename().c_str()));
  }
  // The list contains the descriptor of the directory iterator, which is closed now.
  numbers.erase(std::remove_if(numbers.begin(), numbers.end(),
                               [](int number) { return fcntl(number, F_GETFD) < 0; }),
                numbers.end());
  return numbers;
}

}  // namespace

void FillStandardStreams() {
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (fcntl(number, F_GETFD) >= 0) continue;
    const int opened = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (opened >= 0 && opened != number) close(opened);
  }
}

std::vector<int> DescriptorsOfProgramAlone(const Options& options) {
  std::vector<int> inherited = OpenDescriptors();
  std::vector<int> needed{STDERR_FILENO};
  for (const std::string* path : {&options.output, &options.html, &options.json}) {
    needed.push_back(DescriptorNamedBy(*path));
  }
  if (options.top) needed.insert(needed.end(), {STDIN_FILENO, STDOUT_FILENO});
  inherited.erase(std::remove_if(inherited.begin(), inherited.end(),
                                 [&needed](int number) {
                                   return std::find(needed.begin(), needed.end(), number) !=
                                          needed.end();
                                 }),
                  inherited.end());
  return inherited;
}

void LeaveToProgram(const std::vector<int>& descriptors) {
  const FileDescriptor nothing{open("/dev/null", O_RDWR | O_CLOEXEC)};
  for (const int number : descriptors) {
    if (number > STDERR_FILENO) {
      close(number);
    } else if (nothing) {
      dup2(nothing.get(), number);
    }
  }
}

}  // namespace dbspan::cli
