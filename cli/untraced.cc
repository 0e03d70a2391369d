#include "cli/untraced.h"

#include <algorithm>
#include <map>
#include <utility>

#include "cli/hidden_client.h"
#include "cli/own_protocol.h"
#include "cli/program_causes.h"
#include "cli/program_check.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

using view::Notice;

constexpr std::size_t kMostLines = 8;
constexpr const char* kAudit =
    "dbspan run --audit -- …: docs/zero-edit.md, \"Calls that a preload does not see\"";

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// Finds the causes. Processes of the same program with the same cause are reported once.
class Causes {
 public:
  explicit Causes(const TracingFacts& facts) : facts_(facts) {
    for (const WatchedProcess& process : facts.watched) Judge(process);
    if (!facts.nothing || any_warning()) return;
    for (const WatchedProcess& process : facts.watched) {
      AddInside(process, HiddenClientsIn(process.executable));
      AddOwnProtocol(process);
    }
  }

  bool found() const { return !causes_.empty(); }
  bool any_warning() const {
    return std::any_of(causes_.begin(), causes_.end(), [](const auto& cause) {
      return cause.second.level == Notice::Level::kWarning;
    });
  }

  void AddTo(std::vector<Notice>& notices) const {
    for (const auto level : {Notice::Level::kWarning, Notice::Level::kInfo}) {
      std::size_t lines = 0;
      for (const auto& [key, cause] : causes_) {
        if (cause.level != level || ++lines > kMostLines) continue;
        notices.push_back(
            {level, cause.name + " (" + PidsOf(cause) + ") " + cause.text, cause.advice});
      }
      if (lines <= kMostLines) continue;
      notices.push_back(
          {level, view::CountText(lines - kMostLines, "more program", "more programs"), ""});
    }
  }

 private:
  struct Cause {
    Notice::Level level;
    std::string name;
    std::string text;
    std::string advice;
    std::vector<pid_t> pids;
  };

  static std::string PidsOf(const Cause& cause) {
    std::string text = std::to_string(cause.pids.front());
    if (cause.pids.size() > 1) {
      text += " and " + view::CountText(cause.pids.size() - 1, "other", "others");
    }
    return text;
  }

  bool Recorded(pid_t pid) const {
    return std::find(facts_.recorders.begin(), facts_.recorders.end(), pid) !=
           facts_.recorders.end();
  }

  void Add(const WatchedProcess& process, Notice::Level level, std::string text,
           std::string advice) {
    const std::string name = process.executable.empty() ? process.name : NameOf(process.executable);
    std::string key = name + '\0' + text;
    const auto [found, added] = causes_.try_emplace(
        std::move(key), Cause{level, name, std::move(text), std::move(advice), {}});
    auto& pids = found->second.pids;
    if (std::find(pids.begin(), pids.end(), process.pid) == pids.end()) {
      pids.push_back(process.pid);
    }
  }

  void Judge(const WatchedProcess& process) {
    if (!process.bound.loaded) return JudgeWithoutUs(process);
    for (const PastCalls& past : process.bound.past) {
      Add(process, Notice::Level::kWarning,
          "loads " + past.client + ", but " + past.caller +
              " calls it directly (opened with RTLD_DEEPBIND, or bound before dbspan): " +
              view::CountText(past.functions.size(), "kind of call goes", "kinds of call go") +
              " past dbspan",
          kAudit);
    }
    if (Recorded(process.pid) || !process.bound.past.empty()) return;
    if (!process.bound.clients.empty() && process.bound.callers.empty() &&
        process.bound.inside.empty()) {
      Add(process, Notice::Level::kWarning,
          "loads " + *process.bound.clients.begin() +
              ", and takes its functions by dlsym (Python's ctypes; psycopg 3 without its C part)",
          kAudit);
    }
    AddInside(process, InsideOf(process.executable));
  }

  void AddOwnProtocol(const WatchedProcess& process) {
    const OwnProtocol own = OwnProtocolOf(process.executable);
    if (!own.text.empty()) Add(process, Notice::Level::kInfo, own.text, own.advice);
  }

  void AddInside(const WatchedProcess& process, const std::vector<ClientCheck>& clients) {
    for (const ClientCheck& inside : clients) {
      Add(process, Notice::Level::kWarning,
          "has a client inside: " + inside.library + " " + inside.note, inside.advice);
    }
  }

  void JudgeWithoutUs(const WatchedProcess& process) {
    if (process.executable.empty()) {
      Add(process, Notice::Level::kInfo,
          "may not be looked at (set-user-ID, or another user's): the dynamic linker ignores "
          "LD_PRELOAD there",
          "");
      return;
    }
    // The process may have been seen only before it loaded its libraries, so that dbspan is missing
    // proves nothing by itself.
    const ProgramCheck& check = CheckOf(process.executable);
    const bool has_client =
        std::any_of(check.clients.begin(), check.clients.end(),
                    [](const ClientCheck& client) { return client.traced == Traced::kYes; });
    if (process.without_variables) {
      std::string clients;
      for (const ClientCheck& client : check.clients) {
        if (client.traced == Traced::kYes)
          clients += (clients.empty() ? "" : ", ") + client.library;
      }
      const std::string started = "started without dbspan's variables (env -i, sudo): ";
      if (has_client || !process.bound.clients.empty()) {
        if (clients.empty()) clients = *process.bound.clients.begin();
        Add(process, Notice::Level::kWarning, started + "its calls of " + clients + " are not seen",
            "let LD_PRELOAD and the variables that begin with DBSPAN_ through");
      } else {
        Add(process, Notice::Level::kInfo, started + "not checked (" + process.executable + ")",
            "");
      }
      return;
    }
    if (!check.obstacle.empty()) {
      // Many programs that a script starts use no database, so a warning needs evidence.
      const bool suspect = facts_.nothing || !check.clients.empty() || !check.driver.empty();
      Add(process, suspect ? Notice::Level::kWarning : Notice::Level::kInfo,
          check.obstacle + (suspect ? "" : "; nothing says that it uses a database"), check.advice);
    } else if (process.bound.has_libc && has_client) {
      Add(process, Notice::Level::kWarning,
          "has not loaded libdbspan.so, although its LD_PRELOAD names it", "");
    } else if (!Recorded(process.pid)) {
      AddInside(process, InsideOf(process.executable));
    }
  }

  const ProgramCheck& CheckOf(const std::string& path) {
    const auto found = checks_.find(path);
    if (found != checks_.end()) return found->second;
    return checks_[path] = CheckProgram(path);
  }
  const std::vector<ClientCheck>& InsideOf(const std::string& path) {
    const auto found = inside_.find(path);
    if (found != inside_.end()) return found->second;
    return inside_[path] = ClientsInside(path);
  }

  const TracingFacts& facts_;
  std::map<std::string, Cause> causes_;
  std::map<std::string, ProgramCheck> checks_;
  std::map<std::string, std::vector<ClientCheck>> inside_;
};

}  // namespace

std::vector<Notice> FindCauses(const TracingFacts& facts) {
  const Causes causes{facts};
  std::vector<Notice> notices;
  if (facts.nothing) {
    notices.push_back({Notice::Level::kWarning, "no database or cache call was seen", ""});
    AddSwitches(notices);
    if (!facts.recorders.empty()) {
      notices.push_back({Notice::Level::kWarning,
                         "a client was called, but a switch or the sampler left every call out",
                         "dbspan doctor lists the switches that are set"});
    }
  } else if (causes.any_warning()) {
    notices.push_back({Notice::Level::kWarning, "this report shows only a part of the calls:", ""});
  }
  causes.AddTo(notices);
  if (facts.nothing && facts.recorders.empty() && !causes.any_warning()) {
    AddFileCauses(facts.program, notices);
  }
  return notices;
}

}  // namespace dbspan::cli
