#include "cli/run_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/run_protocol.h"
#include "core/process/signal_guard.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostClients = 64;
constexpr std::chrono::seconds kPatience{10};  // with a client that does not write or read
constexpr std::chrono::milliseconds kWaitForDescriptors{20};

}  // namespace

struct RunServer::Client {
  FileDescriptor socket;
  Clock::time_point until;  // when its connection is closed
  std::string request;      // as far as it has arrived
  std::string answer;
  std::size_t sent = 0;
  enum class State { kAsks, kWaitsForPage, kReads } state = State::kAsks;
};

RunServer::RunServer(const std::string& directory, RunAccess run) : run_(std::move(run)) {
  sockaddr_un address{};
  if (!AddressOfRun(directory, address)) return;
  FileDescriptor listener{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!listener ||
      bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      chmod(address.sun_path, S_IRUSR | S_IWUSR) != 0 ||
      listen(listener.get(), kMostClients) != 0) {
    return;
  }
  stop_ = FileDescriptor{eventfd(0, EFD_CLOEXEC)};
  saved_ = FileDescriptor{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!stop_ || !saved_) return;
  listener_ = std::move(listener);
  const SignalGuard of_new_threads;
  thread_ = std::thread{[this] { Serve(); }};
}

RunServer::~RunServer() { Stop(); }

void RunServer::Stop() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_.get(), 1);
  thread_.join();
  if (saving_.joinable()) saving_.join();
  AnswerSaved();
  clients_.clear();
}

void RunServer::Serve() {
  while (true) {
    std::vector<pollfd> waiting{{stop_.get(), POLLIN, 0}, {saved_.get(), POLLIN, 0}};
    waiting.push_back({clients_.size() < kMostClients ? listener_.get() : -1, POLLIN, 0});
    const std::size_t first = waiting.size();
    for (const Client& client : clients_) {
      short events = POLLRDHUP;
      if (client.state == Client::State::kAsks) events = POLLIN;
      if (client.state == Client::State::kReads) events = POLLOUT;
      waiting.push_back({client.socket.get(), events, 0});
    }
    if (poll(waiting.data(), waiting.size(), MillisecondsToWait()) < 0 && errno != EINTR) return;
    if (waiting[0].revents != 0) return;
    std::size_t number = first;
    for (auto client = clients_.begin(); client != clients_.end(); ++number) {
      const short events = waiting[number].revents;
      const bool open = events != 0 ? Advance(*client)
                                    : client->state == Client::State::kWaitsForPage ||
                                          Clock::now() < client->until;
      client = open ? std::next(client) : clients_.erase(client);
    }
    if (waiting[1].revents != 0) AnswerSaved();
    if (waiting[2].revents != 0) Accept();
  }
}

// Returns the time until the connection of the first slow client is closed; -1: there is none.
int RunServer::MillisecondsToWait() const {
  std::chrono::milliseconds least{-1};
  for (const Client& client : clients_) {
    if (client.state == Client::State::kWaitsForPage) continue;
    const auto left =
        std::max(std::chrono::ceil<std::chrono::milliseconds>(client.until - Clock::now()),
                 std::chrono::milliseconds{0});
    least = least.count() < 0 ? left : std::min(least, left);
  }
  return static_cast<int>(least.count());
}

void RunServer::Accept() {
  FileDescriptor socket{accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (!socket) {
    // Without free descriptors, poll would return at once again and again, so pause.
    if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(kWaitForDescriptors);
    return;
  }
  clients_.emplace_back();
  clients_.back().socket = std::move(socket);
  clients_.back().until = Clock::now() + kPatience;
}

// Reads from the client or writes to it, as much as its socket has or takes. Returns false if the
// connection has to be closed.
bool RunServer::Advance(Client& client) {
  if (client.state == Client::State::kWaitsForPage) return false;  // it has left
  client.until = Clock::now() + kPatience;
  if (client.state == Client::State::kAsks) {
    std::array<char, 4096> piece{};
    const ssize_t size = recv(client.socket.get(), piece.data(), piece.size(), 0);
    if (size <= 0) return size < 0 && (errno == EAGAIN || errno == EINTR);
    client.request.append(piece.data(), static_cast<std::size_t>(size));
    const auto end = client.request.find('\n');
    if (end == std::string::npos) return client.request.size() <= kLongestRequest;
    AnswerTo(client, client.request.substr(0, end));
  }
  return client.state == Client::State::kWaitsForPage || Send(client);
}

// Returns false if the answer is complete or the client has left.
bool RunServer::Send(Client& client) {
  while (client.sent < client.answer.size()) {
    const ssize_t size = send(client.socket.get(), client.answer.data() + client.sent,
                              client.answer.size() - client.sent, MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    client.sent += static_cast<std::size_t>(size);
  }
  return false;
}

void RunServer::AnswerTo(Client& client, const std::string& request) {
  client.state = Client::State::kReads;
  if (StartsWith(request, kSaveRequest)) {
    SaveFor(client, request.substr(kSaveRequest.size()));
  } else if (request == kOutputRequest) {
    client.answer = run_.output();
  } else if (StartsWith(request, kSnapshotRequest)) {
    const RunState state = run_.take(request.substr(kSnapshotRequest.size()));
    if (state.snapshot) client.answer = view::EncodeSnapshot(*state.snapshot);
  }
}

// Saves a page in a thread of its own, because others want snapshots meanwhile.
void RunServer::SaveFor(Client& client, const std::string& directory) {
  if (is_saving_) {
    client.answer = "another page is being saved";
    return;
  }
  if (saving_.joinable()) saving_.join();
  is_saving_ = true;
  try {
    saving_ = std::thread{[this, directory] {
      std::string message = run_.save(directory);
      {
        const std::lock_guard<std::mutex> lock{mutex_};
        message_ = std::move(message);
      }
      eventfd_write(saved_.get(), 1);
    }};
    client.state = Client::State::kWaitsForPage;
  } catch (const std::system_error&) {
    is_saving_ = false;  // the client notices the end of the connection
  }
}

// Sends the message about a saved page to its client, if that still waits.
void RunServer::AnswerSaved() {
  eventfd_t count = 0;
  if (eventfd_read(saved_.get(), &count) != 0) return;
  is_saving_ = false;
  const std::lock_guard<std::mutex> lock{mutex_};
  for (auto client = clients_.begin(); client != clients_.end(); ++client) {
    if (client->state != Client::State::kWaitsForPage) continue;
    client->state = Client::State::kReads;
    client->until = Clock::now() + kPatience;
    client->answer = std::exchange(message_, {});
    if (!Send(*client)) clients_.erase(client);
    return;
  }
}

}  // namespace dbspan::cli
