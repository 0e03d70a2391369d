#include "cli/run_client.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/file_descriptor.h"
#include "cli/process_state.h"
#include "cli/run_protocol.h"
#include "cli/temporary_directory.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

constexpr timeval kPatience{2, 0};
constexpr timeval kPatienceForPage{120, 0};

struct Reply {
  RunState::Answer answer = RunState::Answer::kEnded;
  std::string text;         // may be cut if `answer` is not kTaken
  std::int64_t dbspan = 0;  // the process that serves the run; 0: unknown
};

// Sends the request and reads to the end of the answer.
RunState::Answer Exchange(int connection, std::string_view request, std::string& answer) {
  while (!request.empty()) {
    const ssize_t size = send(connection, request.data(), request.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;  // this process was stopped and continued
    if (size <= 0) return RunState::Answer::kSilent;
    request.remove_prefix(static_cast<std::size_t>(size));
  }
  std::array<char, 65536> piece{};
  ssize_t size = 0;
  do {
    size = recv(connection, piece.data(), piece.size(), 0);
    if (size > 0) answer.append(piece.data(), static_cast<std::size_t>(size));
  } while (size > 0 || (size < 0 && errno == EINTR));
  return size == 0 ? RunState::Answer::kTaken : RunState::Answer::kSilent;
}

// Asks the run with this directory, which `known` serves (0: unknown). Only a socket without a
// listener means that it has ended: a stopped process still has its listener, and the system keeps
// a number of connections for it.
Reply Ask(const std::string& directory, const std::string& request, const timeval& patience,
          std::int64_t known = 0) {
  Reply reply;
  reply.dbspan = known;
  const auto is_stopped = [&reply] {
    return reply.dbspan > 0 && IsStopped(static_cast<pid_t>(reply.dbspan));
  };
  if (is_stopped()) {
    reply.answer = RunState::Answer::kStopped;
    return reply;
  }
  sockaddr_un address{};
  const FileDescriptor connection{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!AddressOfRun(directory, address)) return reply;
  // Limits also how long connect waits for a process that has many callers.
  setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const bool ended = errno == ECONNREFUSED || errno == ENOENT || errno == ENOTDIR;
    reply.answer = ended ? RunState::Answer::kEnded : RunState::Answer::kSilent;
    return reply;
  }
  ucred peer{};
  socklen_t peer_size = sizeof peer;
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) == 0) {
    reply.dbspan = peer.pid;
  }
  reply.answer = is_stopped() ? RunState::Answer::kStopped
                              : Exchange(connection.get(), request + "\n", reply.text);
  if (reply.answer == RunState::Answer::kSilent && is_stopped()) {
    reply.answer = RunState::Answer::kStopped;
  }
  return reply;
}

std::string AskOrSay(const std::string& directory, const std::string& request,
                     const timeval& patience, const std::string& failure) {
  Reply reply = Ask(directory, request, patience);
  if (reply.answer == RunState::Answer::kStopped) return "the run is stopped";
  if (reply.answer == RunState::Answer::kSilent) return "the run does not answer";
  return reply.text.empty() ? failure : std::move(reply.text);
}

}  // namespace

RunAccess AccessRun(const std::string& directory) {
  RunAccess run;
  run.take = [directory, dbspan = std::int64_t{0}](const std::string& statement) mutable {
    const Reply reply =
        Ask(directory, std::string{kSnapshotRequest} + statement, kPatience, dbspan);
    dbspan = reply.dbspan;
    RunState state;
    state.answer = reply.answer;
    state.dbspan = reply.dbspan;
    if (reply.answer != RunState::Answer::kTaken) return state;
    try {
      state.snapshot = view::DecodeSnapshot(reply.text);
    } catch (const std::exception&) {
      // The connection was closed early: the run ends, or this process was stopped for long. The
      // next request finds out.
      state.answer = RunState::Answer::kSilent;
    }
    return state;
  };
  run.output = [directory] {
    return AskOrSay(directory, std::string{kOutputRequest}, kPatience, "no output yet");
  };
  run.save = [directory](const std::string&) {
    std::error_code error;
    const std::string here = fs::current_path(error);
    const std::string failure = "the page could not be saved in " + here;
    if (error || here.find('\n') != std::string::npos) return failure;
    return AskOrSay(directory, std::string{kSaveRequest} + here, kPatienceForPage, failure);
  };
  return run;
}

std::vector<std::string> RunDirectories() {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  for (std::string& path : TemporaryDirectory::OfThisUser()) {
    std::error_code error;
    const auto time = fs::last_write_time(path + "/" + kRunSocket, error);
    if (!error) found.emplace_back(time, std::move(path));
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> directories;
  for (auto& [time, path] : found) directories.push_back(std::move(path));
  return directories;
}

}  // namespace dbspan::cli
