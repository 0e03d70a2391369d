#include "cli/port_owner.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "recorder/rings/process_files.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

// Adds the sockets that listen on `port`, in the form `socket:[4711]`. Source: Linux,
// Documentation/networking/proc_net_tcp.rst.
void AddListeners(const char* table, std::uint16_t port, std::set<std::string>& sockets) {
  constexpr const char* kListens = "0A";
  std::ifstream file{table};
  std::string line;
  std::getline(file, line);  // skips the headings
  while (std::getline(file, line)) {
    std::istringstream words{line};
    // NOLINTNEXTLINE(readability-isolate-declaration): the columns of the table
    std::string number, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >>
        timeout >> inode;
    const auto colon = local.rfind(':');
    if (state != kListens || colon == std::string::npos) continue;
    if (std::strtoul(local.c_str() + colon + 1, nullptr, 16) != port) continue;
    sockets.insert("socket:[" + inode + "]");
  }
}

bool HasOneOf(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code error;
  // Reading the directory fails if the process ends meanwhile; `++` would throw.
  fs::directory_iterator entry{process / "fd", error};
  for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    std::error_code gone;
    if (sockets.count(fs::read_symlink(*entry, gone).string()) > 0) return true;
  }
  return false;
}

}  // namespace

std::string OwnerOfPort(std::uint16_t port) {
  std::set<std::string> sockets;
  AddListeners("/proc/net/tcp", port, sockets);
  AddListeners("/proc/net/tcp6", port, sockets);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    if (!HasOneOf(entry.path(), sockets)) continue;
    std::string name = recorder::rings::ReadFile(entry.path() / "comm", 64);
    name.resize(std::min(name.size(), name.find('\n')));
    return name + " (" + pid + ")";
  }
  return {};
}

}  // namespace dbspan::cli
