#include "cli/top_screen.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include "cli/output.h"

namespace dbspan::cli {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kWindow = 10'000'000'000;
constexpr const char* kAlternateScreen = "\x1b[?1049h\x1b[?25l";
constexpr const char* kNormalScreen = "\x1b[?25h\x1b[?1049l";

// Returns why the run gave no snapshot, and what the user can do; empty if it did, or has ended.
std::string TroubleOf(const RunState& state) {
  if (state.answer == RunState::Answer::kSilent) return "the run does not answer";
  if (state.answer != RunState::Answer::kStopped) return {};
  return "the run is stopped: fg or kill -CONT " + std::to_string(state.dbspan) + " continues it";
}

}  // namespace

TopScreen::TopScreen(RunAccess run, int terminal, int output, milliseconds interval,
                     const Options& options)
    : run_(std::move(run)),
      terminal_(terminal),
      output_(output),
      interval_(interval),
      options_(options) {}

TopScreen::~TopScreen() { Leave(); }

void TopScreen::Enter() {
  if (tcgetattr(terminal_, &settings_) != 0) return;
  entered_ = true;
  termios keys = settings_;
  // Ctrl-C still sends a signal, also to the program. Ctrl-Z is disabled, because it would return
  // to the shell with the terminal in this mode.
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 0;
  keys.c_cc[VTIME] = 0;
  keys.c_cc[VSUSP] = _POSIX_VDISABLE;
  tcsetattr(terminal_, TCSADRAIN, &keys);
  WriteAll(terminal_, kAlternateScreen);
}

void TopScreen::Leave() {
  if (!std::exchange(entered_, false)) return;
  WriteAll(terminal_, kNormalScreen);
  tcsetattr(terminal_, TCSADRAIN, &settings_);
}

const view::TopSnapshot* TopScreen::Before() const {
  if (zero_ && (choices_.since_start || zero_->time > snapshots_.back().time - kWindow)) {
    return &*zero_;
  }
  if (choices_.since_start || snapshots_.size() < 2) return nullptr;
  return &snapshots_.front();
}

// Returns the statement whose traces the screen shows.
std::string TopScreen::WithTraces() const {
  return choices_.details ? shown_.selected : std::string{};
}

// Adds the traces to a statement that was selected after the latest snapshot. Returns false if
// there are none to add.
bool TopScreen::AddTraces() {
  const std::string wanted = WithTraces();
  if (wanted.empty()) return false;
  const auto find = [&wanted](auto& statements) {
    return std::find_if(statements.begin(), statements.end(),
                        [&wanted](const auto& one) { return one.hash == wanted; });
  };
  const auto shown = find(snapshots_.back().statements);
  if (shown == snapshots_.back().statements.end() || !shown->traces.empty()) return false;
  const std::optional<view::TopSnapshot> next = run_.take(wanted).snapshot;
  if (!next) return false;
  const auto found = find(next->statements);
  if (found == next->statements.end()) return false;
  shown->traces = found->traces;
  return true;
}

// Returns false if the run has ended.
bool TopScreen::Refresh() {
  RunState state = run_.take(WithTraces());
  choices_.trouble = TroubleOf(state);
  if (!state.snapshot) return state.answer != RunState::Answer::kEnded;
  snapshots_.push_back(std::move(*state.snapshot));
  while (snapshots_.size() > 2 && snapshots_[1].time <= snapshots_.back().time - kWindow) {
    snapshots_.pop_front();
  }
  return true;
}

void TopScreen::Draw() {
  const view::Look look = LookOf(terminal_, options_.colour);
  if (snapshots_.empty()) {
    const std::string line =
        view::CutTo("dbspan top  " + choices_.trouble + " · q quit", look.width);
    WriteAll(terminal_, "\x1b[H" + (look.unicode ? line : view::ToAscii(line)) + "\x1b[J");
    return;
  }
  if (choices_.output) choices_.output_text = run_.output();
  std::string screen = "\x1b[H";
  const std::string text =
      view::DrawTop(snapshots_.back(), Before(), choices_, look, HeightOf(terminal_), &shown_);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    screen += text.substr(at, end - at) + "\x1b[K";
    at = end + 1;
    if (at < text.size()) screen += "\r\n";
  }
  WriteAll(terminal_, screen + "\x1b[J");
}

void TopScreen::ShowTables(int stop) {
  auto next = Clock::now() + interval_;
  std::optional<view::TopSnapshot> before;
  while (true) {
    const auto wait = std::chrono::duration_cast<milliseconds>(next - Clock::now());
    pollfd waiting{stop, POLLIN, 0};
    if (poll(&waiting, stop < 0 ? 0 : 1,
             static_cast<int>(std::max<milliseconds>(wait, milliseconds{0}).count())) > 0)
      return;
    if (Clock::now() < next) continue;
    next += interval_;
    RunState state = run_.take({});
    const std::string trouble = TroubleOf(state);
    if (!trouble.empty() && trouble != choices_.trouble) {
      WriteAll(output_, "dbspan: " + trouble + "\n\n");
    }
    choices_.trouble = trouble;
    std::optional<view::TopSnapshot>& now = state.snapshot;
    if (!now && state.answer == RunState::Answer::kEnded) return;
    if (!now) continue;
    WriteAll(output_, view::DrawTop(*now, before ? &*before : nullptr, choices_,
                                    LookOf(output_, options_.colour), 0) +
                          "\n");
    before = std::move(now);
  }
}

void TopScreen::Show(int stop) {
  if (terminal_ < 0) return ShowTables(stop);
  sigset_t watched;
  sigset_t before;
  sigemptyset(&watched);
  for (const int signal : {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT}) sigaddset(&watched, signal);
  pthread_sigmask(SIG_BLOCK, &watched, &before);
  // With `stop`, `dbspan run` handles the signals, and this function reads none.
  const bool own_signals = stop < 0;
  if (!own_signals) {
    sigemptyset(&watched);
  }
  const FileDescriptor signals{signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK)};
  int ended_by = 0;
  Enter();
  auto next = Clock::now();
  for (bool open = true; open && ended_by == 0;) {
    if (Clock::now() >= next) {
      next = Clock::now() + interval_;
      if (!choices_.paused && !Refresh()) break;
      Draw();
    }
    const auto wait =
        std::chrono::duration_cast<milliseconds>(next - Clock::now()) + milliseconds{1};
    std::array<pollfd, 3> waiting{
        {{terminal_, POLLIN, 0}, {signals.get(), POLLIN, 0}, {stop, POLLIN, 0}}};
    poll(waiting.data(), stop < 0 ? 2 : 3,
         static_cast<int>(std::max<std::int64_t>(wait.count(), 0)));
    if (stop >= 0 && waiting[2].revents != 0) break;
    signalfd_siginfo info{};
    while (read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      if (info.ssi_signo == SIGWINCH) {
        Draw();
      } else {
        ended_by = static_cast<int>(info.ssi_signo);
      }
    }
    if ((waiting[0].revents & (POLLHUP | POLLERR)) != 0) break;
    if ((waiting[0].revents & POLLIN) != 0) open = HandleKeys();
  }
  Leave();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (ended_by != 0 && ended_by != SIGINT) raise(ended_by);
}

}  // namespace dbspan::cli
