#include "tests/faults/script.h"

#include <cxxabi.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <typeinfo>
#include <utility>

namespace dbspan::test {
namespace {

std::string TypeOf(const std::exception& exception) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name{
      abi::__cxa_demangle(typeid(exception).name(), nullptr, nullptr, &status), &std::free};
  return name == nullptr ? typeid(exception).name() : name.get();
}

}  // namespace

Script::Script(int argc, char** argv, Codes codes)
    : url_(argc == 3 ? argv[1] : ""), control_(-1), codes_(std::move(codes)) {
  if (argc != 3) throw std::invalid_argument{"usage: program URL CONTROL (run by faults.py)"};
  control_ = std::stoi(argv[2]);
}

Script::~Script() {
  const std::filesystem::directory_iterator files{"/proc/self/fd"};
  // The iteration itself opens one, which is subtracted.
  std::cout << "open files: " << std::distance(begin(files), end(files)) - 1 << std::endl;
}

void Script::Try(const std::string& step, const std::function<std::string()>& body) {
  std::string seen;
  try {
    seen = body();
  } catch (const std::exception& exception) {
    seen = TypeOf(exception) + " [" + codes_(exception) + "] " + exception.what();
  }
  std::replace(seen.begin(), seen.end(), '\n', ' ');
  std::cout << step << ": " << seen << std::endl;
}

void Script::Tell(const std::string& what) const {
  const std::string line = what + '\n';
  char done = 0;
  if (write(control_, line.data(), line.size()) < 0 || read(control_, &done, 1) != 1) {
    throw std::runtime_error{"faults.py is gone"};
  }
}

std::string Joined(std::initializer_list<std::string> seen) {
  std::string joined;
  for (const std::string& one : seen) joined += (joined.empty() ? "" : ", ") + one;
  return joined;
}

}  // namespace dbspan::test
