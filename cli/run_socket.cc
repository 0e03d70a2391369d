#include "cli/run_socket.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/temporary_directory.h"
#include "core/process/signal_guard.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

// A request is one line: a word, and for some of them a blank and more.
constexpr const char* kSocket = "top";
constexpr std::string_view kSnapshot = "snapshot ";  // the hash of a statement, or nothing
constexpr std::string_view kOutput = "output";
constexpr std::string_view kSave = "save ";  // a directory
constexpr std::size_t kLongest = 8192;
constexpr timeval kPatience{2, 0};
constexpr timeval kPatienceForPage{120, 0};

bool AddressOf(const std::string& directory, sockaddr_un& address) {
  const std::string path = directory + "/" + kSocket;
  address = {};
  address.sun_family = AF_UNIX;
  if (directory.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return true;
}

void SendAll(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (size <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

// Reads up to the end, or if `line`, up to the end of the line, which is left out.
std::string Receive(int connection, bool line) {
  std::string text;
  std::array<char, 65536> piece{};
  ssize_t size = 0;
  while ((size = recv(connection, piece.data(), piece.size(), 0)) > 0) {
    text.append(piece.data(), static_cast<std::size_t>(size));
    if (!line) continue;
    if (const auto end = text.find('\n'); end != std::string::npos) return text.substr(0, end);
    if (text.size() > kLongest) break;
  }
  return line ? std::string{} : text;
}

// Sends a request to the run with this directory, and returns the answer. Sets `answering` to the
// process that answers.
std::string Ask(const std::string& directory, const std::string& request, const timeval& patience,
                std::int64_t* answering = nullptr) {
  sockaddr_un address{};
  const FileDescriptor connection{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!connection || !AddressOf(directory, address) ||
      connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error{"the run has ended"};
  }
  setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ucred peer{};
  socklen_t peer_size = sizeof peer;
  if (answering != nullptr &&
      getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) == 0) {
    *answering = peer.pid;
  }
  SendAll(connection.get(), request + "\n");
  return Receive(connection.get(), false);
}

std::string AskOrSay(const std::string& directory, const std::string& request,
                     const std::string& failure) {
  try {
    std::string answer = Ask(directory, request, kPatienceForPage);
    return answer.empty() ? failure : answer;
  } catch (const std::exception&) {
    return failure;
  }
}

}  // namespace

RunServer::RunServer(const std::string& directory, RunAccess run) : run_(std::move(run)) {
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
  const SignalGuard of_new_threads;
  thread_ = std::thread{[this] { Serve(); }};
}

void RunServer::Stop() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_.get(), 1);
  thread_.join();
  if (saving_.joinable()) saving_.join();
}

void RunServer::Serve() {
  while (true) {
    std::array<pollfd, 2> waiting{{{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    FileDescriptor asked{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!asked) continue;
    // Limit the time for a client that does not write or read.
    setsockopt(asked.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    setsockopt(asked.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    const std::string request = Receive(asked.get(), true);
    if (StartsWith(request, kSave)) {
      SaveFor(std::move(asked), request.substr(kSave.size()));
    } else {
      SendAll(asked.get(), Answer(request));
    }
  }
}

// Saves a page in a thread of its own, because others want snapshots meanwhile.
void RunServer::SaveFor(FileDescriptor asked, const std::string& directory) {
  if (is_saving_) return SendAll(asked.get(), "another page is being saved");
  if (saving_.joinable()) saving_.join();
  is_saving_ = true;
  try {
    saving_ = std::thread{[this, client = std::move(asked), directory] {
      SendAll(client.get(), run_.save(directory));
      is_saving_ = false;
    }};
  } catch (const std::system_error&) {
    is_saving_ = false;  // the client notices the end of the connection
  }
}

std::string RunServer::Answer(const std::string& request) const {
  if (request == kOutput) return run_.output();
  if (!StartsWith(request, kSnapshot)) return {};
  const auto snapshot = run_.take(request.substr(kSnapshot.size()));
  return snapshot ? view::EncodeSnapshot(*snapshot) : std::string{};
}

RunAccess AccessRun(const std::string& directory) {
  RunAccess run;
  run.take = [directory](const std::string& statement) -> std::optional<view::TopSnapshot> {
    try {
      std::int64_t dbspan = 0;
      view::TopSnapshot snapshot = view::DecodeSnapshot(
          Ask(directory, std::string{kSnapshot} + statement, kPatience, &dbspan));
      snapshot.dbspan = dbspan;
      return snapshot;
    } catch (const std::exception&) {  // it has ended, or its dbspan was killed
      return std::nullopt;
    }
  };
  run.output = [directory] { return AskOrSay(directory, std::string{kOutput}, "no output yet"); };
  run.save = [directory](const std::string&) {
    std::error_code error;
    const std::string here = fs::current_path(error);
    const std::string failure = "the page could not be saved in " + here;
    if (error || here.find('\n') != std::string::npos) return failure;
    return AskOrSay(directory, std::string{kSave} + here, failure);
  };
  return run;
}

std::vector<std::string> RunDirectories() {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  for (std::string& path : TemporaryDirectory::OfThisUser()) {
    std::error_code error;
    const auto time = fs::last_write_time(path + "/" + kSocket, error);
    if (!error) found.emplace_back(time, std::move(path));
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> directories;
  for (auto& [time, path] : found) directories.push_back(std::move(path));
  return directories;
}

}  // namespace dbspan::cli
