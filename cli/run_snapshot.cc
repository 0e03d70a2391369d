#include "cli/run_snapshot.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/output.h"
#include "recorder/rings/ring_reader.h"
#include "view/picture.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;
namespace rings = recorder::rings;

constexpr const char* kSocket = "top";
constexpr timeval kPatience{2, 0};

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool AddressOf(const std::string& directory, sockaddr_un& address) {
  const std::string path = directory + "/" + kSocket;
  address = {};
  address.sun_family = AF_UNIX;
  if (directory.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return true;
}

view::TopInFlight DescribeOpen(const rings::RingReader& reader, const rings::ReadInFlight& open) {
  view::TopInFlight described;
  described.pid = reader.process().process;
  described.start = open.start;
  described.text = std::string{open.statement.name} + ", " +
                   std::string{view::ShortSystem(open.endpoint.system)} + " " +
                   std::string{open.endpoint.server_address} + ":" +
                   std::to_string(open.endpoint.server_port) + ", thread " + open.thread_name +
                   " (" + std::to_string(open.thread) + ")";
  return described;
}

}  // namespace

view::TopSnapshot SnapshotOf(SharedStore& store, const std::string& directory,
                             const std::string& title, pid_t program, std::int64_t started) {
  view::TopSnapshot snapshot =
      store.With([](view::Store& kept) { return view::TakeSnapshot(kept); });
  snapshot.title = title;
  snapshot.pid = program;
  snapshot.started = started;
  snapshot.time = Now();
  if (directory.empty()) return snapshot;
  for (const std::string& path : rings::RingReader::List(directory)) {
    std::string reason;
    const auto reader = rings::RingReader::Open(path, reason);
    if (reader == nullptr) continue;
    const rings::LostCounts lost = reader->lost();
    snapshot.lost += lost.no_room + lost.not_exported + lost.torn;
    if (reader->state() != rings::ProcessState::kAlive) continue;
    ++snapshot.processes;
    reader->ForEachInFlight([&](const rings::ReadInFlight& open) {
      snapshot.in_flight.push_back(DescribeOpen(*reader, open));
    });
  }
  return snapshot;
}

SnapshotServer::SnapshotServer(const std::string& directory, Take take) : take_(std::move(take)) {
  sockaddr_un address{};
  if (!AddressOf(directory, address)) return;
  FileDescriptor listener{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!listener ||
      bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      chmod(address.sun_path, S_IRUSR | S_IWUSR) != 0 || listen(listener.get(), 8) != 0) {
    return;
  }
  listener_ = std::move(listener);
  stop_ = FileDescriptor{eventfd(0, EFD_CLOEXEC)};
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread{[this] { Serve(); }};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void SnapshotServer::Stop() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

void SnapshotServer::Serve() {
  while (true) {
    std::array<pollfd, 2> waiting{{{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    const FileDescriptor asked{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!asked) continue;
    // Limit the time for a client that does not read.
    setsockopt(asked.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    const std::string text = view::EncodeSnapshot(take_());
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t size = send(asked.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (size <= 0) break;
      sent += static_cast<std::size_t>(size);
    }
  }
}

view::TopSnapshot AskForSnapshot(const std::string& directory) {
  sockaddr_un address{};
  const FileDescriptor connection{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!connection || !AddressOf(directory, address) ||
      connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error{"the run has ended"};
  }
  setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  std::string text;
  std::array<char, 65536> piece{};
  ssize_t size = 0;
  while ((size = recv(connection.get(), piece.data(), piece.size(), 0)) > 0) {
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  view::TopSnapshot snapshot = view::DecodeSnapshot(text);
  ucred peer{};
  socklen_t peer_size = sizeof peer;
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) == 0) {
    snapshot.dbspan = peer.pid;
  }
  return snapshot;
}

std::vector<std::string> RunDirectories() {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/dev/shm", error)) {
    struct stat info {};
    const std::string path = entry.path();
    const std::string socket = path + "/" + kSocket;
    if (entry.path().filename().string().compare(0, 7, "dbspan-") != 0) continue;
    if (stat(socket.c_str(), &info) != 0 || info.st_uid != getuid()) continue;
    found.emplace_back(fs::last_write_time(socket, error), path);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> directories;
  for (auto& [time, path] : found) directories.push_back(std::move(path));
  return directories;
}

}  // namespace dbspan::cli
