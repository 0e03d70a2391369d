#include <unistd.h>

#include <cstdlib>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/preload.h"
#include "cli/program_check.h"
#include "cli/switches_check.h"
#include "dbspan/version.h"
#include "view/terminal_text.h"

namespace dbspan::cli {
namespace {

constexpr const char* kHelp = R"(usage: dbspan doctor [OPTION…] -- PROGRAM

Says which clients of a program `dbspan run` would trace, and why not, without starting it.
Exit status: 0 all are traced, 1 something is not, 2 wrong use.

      --color WHEN    auto, always, never
)";

constexpr std::size_t kFirst = 11;
constexpr std::size_t kLibrary = 24;

class Page {
 public:
  explicit Page(const view::Look& look) : look_(look) {}

  void Line(const std::string& first, const std::string& text,
            view::Colour colour = view::Colour::kPlain) {
    text_ += view::Paint(view::FillTo(first, kFirst), colour, look_) +
             view::Wrap(view::Printable(text), look_.width - kFirst, kFirst) + "\n";
  }
  void Advice(const std::string& text) {
    if (!text.empty()) Line("", "→ " + text);
  }
  std::string Text() const { return look_.unicode ? text_ : view::ToAscii(text_); }

 private:
  const view::Look look_;
  std::string text_;
};

const char* WordOf(Traced traced) {
  return traced == Traced::kYes ? "  ok" : traced == Traced::kNo ? "  no" : "  ?";
}

void AddClients(const ProgramCheck& check, Page& page, std::size_t& traced) {
  for (const ClientCheck& client : check.clients) {
    const bool ok = client.traced == Traced::kYes;
    if (ok) ++traced;
    const std::string version = client.path.substr(client.path.rfind('/') + 1);
    page.Line(WordOf(client.traced),
              view::FillTo(client.library, kLibrary) + (ok ? " preload, " : " ") + client.note +
                  (ok && version != client.library ? " (" + version + ")" : ""),
              ok ? view::Colour::kGreen : view::Colour::kYellow);
    page.Advice(client.advice);
  }
}

}  // namespace

int DoctorCommand(const std::vector<std::string>& arguments) {
  const Options options = ReadOptions(arguments, {"color"});
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.empty()) throw WrongUse{"dbspan doctor needs a program: dbspan doctor -- psql"};

  Page page{LookOf(STDOUT_FILENO, options.colour)};
  page.Line("dbspan", kVersion);
  const Preload preload = FindPreload();
  if (preload.problem.empty()) {
    page.Line("preload", preload.libraries.front());
  } else {
    page.Line("preload", preload.problem, view::Colour::kRed);
  }
  const ProgramCheck check = CheckProgram(options.rest[0]);
  if (check.path.empty()) {
    page.Line("program", options.rest[0] + ": not found", view::Colour::kRed);
    WriteAll(STDOUT_FILENO, page.Text());
    return 1;
  }
  page.Line("program", check.path + "   " + check.description);
  std::size_t traced = 0;
  if (!check.obstacle.empty()) {
    page.Line("  no", check.obstacle, view::Colour::kYellow);
    page.Advice(check.advice);
  }
  AddClients(check, page, traced);
  if (check.clients.empty()) {
    page.Line("  ?", "linked with no database client; it may load one while it runs");
  }
  bool good_switches = true;
  for (const SwitchCheck& one : CheckSwitches()) {
    good_switches = good_switches && one.problem.empty();
    page.Line(one.problem.empty() ? "switch" : "  ?",
              one.name + "=" + one.value + (one.problem.empty() ? "" : "   " + one.problem),
              one.problem.empty() ? view::Colour::kPlain : view::Colour::kYellow);
  }
  const bool ok = preload.problem.empty() && check.obstacle.empty() && traced > 0 &&
                  traced == check.clients.size() && good_switches;
  page.Line("summary", std::to_string(check.clients.size()) +
                           (check.clients.size() == 1 ? " client: " : " clients: ") +
                           std::to_string(check.obstacle.empty() ? traced : 0) + " traced");
  WriteAll(STDOUT_FILENO, page.Text());
  return ok ? 0 : 1;
}

}  // namespace dbspan::cli
