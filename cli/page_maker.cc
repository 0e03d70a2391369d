#include "cli/page_maker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/close_descriptors.h"
#include "cli/file_descriptor.h"
#include "cli/output.h"
#include "view/page_data.h"
#include "view/picture.h"

namespace dbspan::cli {
namespace {

constexpr int kFastest = 1;         // level of compression
constexpr char kComplete = '\x01';  // last byte that the process writes

std::string Pack(view::Store& store, std::size_t ordinary_spans) {
  view::RunFacts facts;
  facts.title = "dbspan view";
  facts.live = true;
  view::PageLimits limits;
  limits.ordinary_spans = ordinary_spans;
  return view::PackPageData(view::TakePicture(store, std::move(facts)), kFastest, limits);
}

// Makes the data in the forked process and writes them to `output`. The other threads do not exist
// there, so it uses only the store and memory.
[[noreturn]] void PackInChild(view::Store& store, std::size_t ordinary_spans, int output,
                              pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  CloseOthers(output);
  const std::string packed = Pack(store, ordinary_spans);
  const bool written = WriteAll(output, packed) && WriteAll(output, {&kComplete, 1});
  _exit(written ? 0 : 1);
}

// Reads to the end. Returns nullopt if the process did not write everything.
std::optional<std::string> ReadPacked(int input) {
  constexpr std::size_t kPiece = 256 * 1024;
  std::string packed;
  while (true) {
    const std::size_t size = packed.size();
    packed.resize(size + kPiece);
    const ssize_t count = read(input, packed.data() + size, kPiece);
    packed.resize(size + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0 || (count < 0 && errno != EINTR)) break;
  }
  if (packed.empty() || packed.back() != kComplete) return std::nullopt;
  packed.pop_back();
  packed.shrink_to_fit();
  return packed;
}

}  // namespace

std::size_t NextOrdinarySpans(std::size_t now, std::chrono::steady_clock::duration took) {
  constexpr std::size_t kFewest = 25'000;
  // Twice as many spans take at most twice the time, so the number settles between these times.
  constexpr std::chrono::milliseconds kLong{300};
  constexpr std::chrono::milliseconds kShort{100};
  if (took > kLong) return std::max(now / 2, kFewest);
  if (took < kShort) return std::min(now * 2, view::PageLimits{}.ordinary_spans);
  return now;
}

PageMaker::PageMaker(SharedStore& store, std::function<void()> made)
    : store_(store), made_(std::move(made)) {}

PageMaker::~PageMaker() {
  {
    const std::lock_guard<std::mutex> lock{mutex_};
    stopping_ = true;
    changed_.notify_all();
    if (const pid_t child = child_; child > 0) kill(child, SIGKILL);
  }
  if (thread_.joinable()) thread_.join();
}

PageMaker::Packed PageMaker::Take(Clock::time_point since) {
  const std::uint64_t now = store_.With([](const view::Store& store) { return store.version(); });
  const std::lock_guard<std::mutex> lock{mutex_};
  if (packed_ != nullptr && (snapshot_ >= since || version_ == now)) return packed_;
  wanted_ = true;
  if (!thread_.joinable()) thread_ = std::thread{[this] { Work(); }};
  changed_.notify_all();
  return nullptr;
}

std::optional<std::string> PageMaker::PackInOtherProcess(std::uint64_t& version,
                                                         Clock::time_point& snapshot) {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return std::nullopt;
  const FileDescriptor input{pipe[0]};
  FileDescriptor output{pipe[1]};
  const pid_t parent = getpid();
  const pid_t child = store_.With([&](view::Store& locked) {
    snapshot = Clock::now();
    version = locked.version();
    locked.PlaceProcesses();
    const pid_t forked = fork();
    if (forked == 0) PackInChild(locked, ordinary_spans_, output.get(), parent);
    return forked;
  });
  if (child < 0) return std::nullopt;
  child_ = child;
  output.Close();
  std::optional<std::string> packed = ReadPacked(input.get());
  child_ = 0;
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return packed;
}

bool PageMaker::IsStopping() {
  const std::lock_guard<std::mutex> lock{mutex_};
  return stopping_;
}

void PageMaker::Work() {
  while (true) {
    {
      std::unique_lock<std::mutex> lock{mutex_};
      changed_.wait(lock, [this] { return stopping_ || wanted_; });
      if (stopping_) return;
      wanted_ = false;
    }
    std::uint64_t version = 0;
    Clock::time_point snapshot;
    std::optional<std::string> packed = PackInOtherProcess(version, snapshot);
    if (!packed) {
      if (IsStopping()) return;
      packed = store_.With([&](view::Store& store) {
        snapshot = Clock::now();
        version = store.version();
        return Pack(store, ordinary_spans_);
      });
    }
    ordinary_spans_ = NextOrdinarySpans(ordinary_spans_, Clock::now() - snapshot);
    {
      const std::lock_guard<std::mutex> lock{mutex_};
      packed_ = std::make_shared<const std::string>(std::move(*packed));
      version_ = version;
      snapshot_ = snapshot;
    }
    made_();
  }
}

}  // namespace dbspan::cli
