#include <gnu/libc-version.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/bound_calls.h"
#include "cli/commands.h"
#include "cli/export_check.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/preload.h"
#include "cli/program_check.h"
#include "cli/stopped_program.h"
#include "cli/switches_check.h"
#include "dbspan/version.h"
#include "recorder/export/settings.h"
#include "view/json_object.h"
#include "view/terminal_text.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

constexpr const char* kHelp = R"(usage: dbspan doctor [OPTION…] -- PROGRAM [ARGUMENT…]
       dbspan doctor [OPTION…] PID

Says which clients of a program `dbspan run` would trace, and why not, without starting it; or which clients of
a running process are traced. Asks the OTLP endpoint that the environment names.
Exit status: 0 all are traced, 1 something is not, or the endpoint does not answer; 2 wrong use.

      --start         start the program, stop it before main, and read what is bound in it
      --json          the same as one JSON object
      --color WHEN    auto, always, never
)";

constexpr std::size_t kFirst = 11;
constexpr std::size_t kLibrary = 24;
constexpr const char* kAudit =
    "dbspan run --audit -- …: docs/zero-edit.md, \"Calls that a preload does not see\"";

/// Collects the results of `dbspan doctor`, line by line.
class Diagnosis {
 public:
  enum class Word { kNone, kOk, kPart, kNo, kUnknown };

  void Fact(const std::string& subject, const std::string& text, bool good = true) {
    lines_.push_back({subject, Word::kNone, text, "", good});
  }
  void Client(Word word, const std::string& library, const std::string& text,
              const std::string& advice) {
    lines_.push_back({library, word, text, advice, word == Word::kOk});
    ++clients_;
    traced_ += word == Word::kOk ? 1 : 0;
    in_part_ += word == Word::kPart ? 1 : 0;
  }
  void Problem(Word word, const std::string& text, const std::string& advice) {
    lines_.push_back({"", word, text, advice, false});
  }
  bool has_client(const std::string& library) const {
    return std::any_of(lines_.begin(), lines_.end(), [&library](const Line& line) {
      return line.word != Word::kNone && line.subject == library;
    });
  }
  std::size_t clients() const { return clients_; }

  bool good() const {
    return traced_ > 0 &&
           std::all_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.good; });
  }
  std::string Summary() const {
    std::string text =
        view::CountText(clients_, "client", "clients") + ": " + std::to_string(traced_) + " traced";
    if (in_part_ > 0) text += ", " + std::to_string(in_part_) + " in part";
    return text;
  }

  std::string Text(const view::Look& look) const;
  std::string Json() const;

 private:
  struct Line {
    std::string subject;
    Word word;
    std::string text;
    std::string advice;
    bool good;
  };

  static const char* NameOf(Word word) {
    switch (word) {
      case Word::kOk:
        return "ok";
      case Word::kPart:
        return "PART";
      case Word::kNo:
        return "no";
      case Word::kUnknown:
        return "?";
      case Word::kNone:
        break;
    }
    return "";
  }

  std::vector<Line> lines_;
  std::size_t clients_ = 0;
  std::size_t traced_ = 0;
  std::size_t in_part_ = 0;
};

std::string Diagnosis::Text(const view::Look& look) const {
  std::string text;
  const auto add = [&](const std::string& first, const std::string& rest, view::Colour colour) {
    text += view::Paint(view::FillTo(first, kFirst), colour, look) +
            view::Wrap(view::Printable(rest), look.width - kFirst, kFirst) + "\n";
  };
  for (const Line& line : lines_) {
    const bool fact = line.word == Word::kNone;
    const view::Colour colour =
        line.good ? fact ? view::Colour::kPlain : view::Colour::kGreen : view::Colour::kYellow;
    const std::string first = fact ? line.subject : std::string{"  "} + NameOf(line.word);
    const bool has_subject = !fact && !line.subject.empty();
    add(first, (has_subject ? view::FillTo(line.subject, kLibrary) + " " : "") + line.text, colour);
    if (!line.advice.empty()) add("", "→ " + line.advice, view::Colour::kPlain);
  }
  add("summary", Summary(), view::Colour::kPlain);
  return look.unicode ? text : view::ToAscii(text);
}

std::string Diagnosis::Json() const {
  view::JsonArray lines;
  for (const Line& line : lines_) {
    lines.Add(view::JsonObject{}
                  .Text("subject", line.subject)
                  .Text("verdict", NameOf(line.word))
                  .Text("text", line.text)
                  .Text("advice", line.advice)
                  .Flag("good", line.good)
                  .Done());
  }
  return view::JsonObject{}
             .Flag("good", good())
             .Number("clients", static_cast<std::int64_t>(clients_))
             .Number("traced", static_cast<std::int64_t>(traced_))
             .Number("inPart", static_cast<std::int64_t>(in_part_))
             .Raw("lines", lines.Done())
             .Done() +
         "\n";
}

std::string Join(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Reports the client calls that are bound in a running process, or in one stopped at its start.
void AddBound(const BoundCalls& bound, Diagnosis& diagnosis) {
  using Word = Diagnosis::Word;
  for (const std::string& client : bound.clients) {
    std::string past;
    for (const PastCalls& one : bound.past) {
      if (one.client != client) continue;
      past += (past.empty() ? "" : "; ") +
              view::CountText(one.functions.size(), "function", "functions") + " go past it from " +
              one.caller;
    }
    if (!bound.loaded) {
      diagnosis.Client(Word::kNo, client, "libdbspan.so is not loaded",
                       "start it below dbspan run, or with LD_PRELOAD");
    } else if (!past.empty()) {
      diagnosis.Client(Word::kPart, client, "preload; " + past, kAudit);
    } else if (bound.callers.empty()) {
      diagnosis.Client(Word::kUnknown, client, "no object calls it by its symbols", kAudit);
    } else {
      diagnosis.Client(Word::kOk, client, "preload, called by " + Join(bound.callers), "");
    }
  }
}

void AddFiles(const ProgramCheck& check, Diagnosis& diagnosis) {
  using Word = Diagnosis::Word;
  if (!check.obstacle.empty()) diagnosis.Problem(Word::kNo, check.obstacle, check.advice);
  for (const ClientCheck& client : check.clients) {
    if (diagnosis.has_client(client.path.substr(client.path.rfind('/') + 1))) continue;
    const bool ok = client.traced == Traced::kYes && check.obstacle.empty();
    const std::string version = client.path.substr(client.path.rfind('/') + 1);
    const Word word = ok                                  ? Word::kOk
                      : client.traced == Traced::kUnknown ? Word::kUnknown
                                                          : Word::kNo;
    diagnosis.Client(word, client.library,
                     (ok ? "preload, " : "") + client.note +
                         (ok && version != client.library ? " (" + version + ")" : ""),
                     client.advice);
  }
}

// Returns `dbspan 0.1.0, x86_64, glibc 2.36   /usr/bin/dbspan`.
std::string OwnDescription() {
  std::string text = kVersion;
  utsname system{};
  if (uname(&system) == 0) text += std::string{", "} + system.machine;
  text += std::string{", glibc "} + gnu_get_libc_version();
  std::error_code error;
  const std::string path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? text : text + "   " + path;
}

// Reports the sampling, with the variables read as the recorder reads them.
void AddSampling(Diagnosis& diagnosis) {
  const recorder::ExportSettings settings =
      recorder::ReadExportSettings([](const char* name) { return std::getenv(name); });
  const auto value = [](const char* name) {
    const char* const text = std::getenv(name);
    return std::string{text == nullptr ? "" : text};
  };
  std::string sampler = value("OTEL_TRACES_SAMPLER");
  const bool ignored = std::any_of(
      settings.complaints.begin(), settings.complaints.end(),
      [](const auto& complaint) { return complaint.compare(0, 20, "OTEL_TRACES_SAMPLER=") == 0; });
  if (sampler.empty() || ignored) sampler = "parentbased_always_on (default)";
  const std::string argument = value("OTEL_TRACES_SAMPLER_ARG");
  if (!argument.empty()) sampler += ", OTEL_TRACES_SAMPLER_ARG=" + argument;
  diagnosis.Fact("sampling", sampler);
  for (const std::string& complaint : settings.complaints) {
    diagnosis.Problem(Diagnosis::Word::kUnknown, complaint, "");
  }
}

void AddSurroundings(Diagnosis& diagnosis) {
  const ExportCheck exported = CheckExport();
  if (!exported.url.empty()) {
    diagnosis.Fact("export", exported.url + "   " + exported.answer, exported.ok);
  }
  for (const SwitchCheck& one : CheckSwitches()) {
    const std::string text = one.name + "=" + one.value;
    if (one.problem.empty()) {
      diagnosis.Fact("switch", text);
    } else {
      diagnosis.Problem(Diagnosis::Word::kUnknown, text + "   " + one.problem, "");
    }
  }
  AddSampling(diagnosis);
}

void DiagnoseProcess(pid_t process, const Preload& preload, Diagnosis& diagnosis) {
  std::error_code error;
  const std::string directory = "/proc/" + std::to_string(process);
  const std::string path = std::filesystem::read_symlink(directory + "/exe", error);
  if (error) {
    diagnosis.Fact("process", std::to_string(process) + " may not be looked at: " + error.message(),
                   false);
    return;
  }
  diagnosis.Fact("process", std::to_string(process) + "   " + path);
  AddBound(BoundCallsReader{preload.libraries.front()}.Read(process), diagnosis);
  for (const ClientCheck& inside : ClientsInside(path)) {
    diagnosis.Client(Diagnosis::Word::kNo, inside.library, inside.note, inside.advice);
  }
  if (diagnosis.clients() == 0) {
    diagnosis.Problem(Diagnosis::Word::kUnknown, "no database client is loaded by now", "");
  }
}

void DiagnoseProgram(const Options& options, bool start, const Preload& preload,
                     Diagnosis& diagnosis) {
  const ProgramCheck check = CheckProgram(options.rest[0]);
  if (check.path.empty()) {
    diagnosis.Fact("program", options.rest[0] + ": not found", false);
    return;
  }
  std::string about = check.path + "   " + check.description;
  if (!check.build_id.empty()) about += "   build id " + check.build_id;
  diagnosis.Fact("program", about);
  if (start && check.obstacle.empty()) {
    BoundCallsReader reader{preload.libraries.front()};
    BoundCalls bound;
    std::vector<std::string> command = options.rest;
    command[0] = check.path;
    Preload all = preload;
    AddNewerFunctions(check, all);
    const std::string problem = ReadBoundAtStart(command, {PreloadVariable(all)}, reader, bound);
    if (!problem.empty()) {
      diagnosis.Problem(Diagnosis::Word::kUnknown, "not looked at while starting: " + problem, "");
    }
    AddBound(bound, diagnosis);
  }
  AddFiles(check, diagnosis);
  if (check.obstacle.empty()) {
    diagnosis.Fact("providers", check.providers.empty()
                                    ? "none linked with the program: dbspan's recorder is used"
                                    : check.providers +
                                          " is linked with the program: those that "
                                          "it sets up are used");
  }
  if (diagnosis.clients() == 0 && check.obstacle.empty()) {
    diagnosis.Problem(Diagnosis::Word::kUnknown,
                      "linked with no database client; it may load one while it runs",
                      "dbspan run says what was loaded");
  }
}

// Removes an option without a value, which ReadOptions does not accept. Returns true if it was
// there.
bool Take(std::vector<std::string>& arguments, const char* option) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  const auto found = std::find(arguments.begin(), end, option);
  if (found == end) return false;
  arguments.erase(found);
  return true;
}

bool IsProcess(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos &&
         access(("/proc/" + text).c_str(), F_OK) == 0;
}

}  // namespace

int DoctorCommand(const std::vector<std::string>& arguments) {
  std::vector<std::string> rest = arguments;
  const bool json = Take(rest, "--json");
  const bool start = Take(rest, "--start");
  const bool separated = std::find(rest.begin(), rest.end(), "--") != rest.end();
  const Options options = ReadOptions(rest, {"color"});
  if (options.help) return WriteAll(STDOUT_FILENO, kHelp) ? 0 : 1;
  if (options.rest.empty()) {
    throw WrongUse{"dbspan doctor needs a program or a process: dbspan doctor -- psql"};
  }
  Diagnosis diagnosis;
  diagnosis.Fact("dbspan", OwnDescription());
  const Preload preload = FindPreload();
  if (preload.problem.empty()) {
    diagnosis.Fact("preload", preload.libraries.front());
    if (!separated && options.rest.size() == 1 && IsProcess(options.rest[0])) {
      DiagnoseProcess(std::atoi(options.rest[0].c_str()), preload, diagnosis);
    } else {
      DiagnoseProgram(options, start, preload, diagnosis);
    }
  } else {
    diagnosis.Fact("preload", preload.problem, false);
  }
  AddSurroundings(diagnosis);
  WriteAll(STDOUT_FILENO,
           json ? diagnosis.Json() : diagnosis.Text(LookOf(STDOUT_FILENO, options.colour)));
  return diagnosis.good() ? 0 : 1;
}

}  // namespace dbspan::cli
