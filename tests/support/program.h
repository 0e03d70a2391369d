#pragma once

#include <array>
#include <cstdio>
#include <memory>
#include <string>

namespace dbspan::test {

/// Runs a shell command and returns its standard output and standard error.
inline std::string OutputOf(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen((command + " 2>&1").c_str(), "r"),
                                                   &pclose};
  std::string output;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) output += buffer.data();
  return output;
}

}  // namespace dbspan::test
