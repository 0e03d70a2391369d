#include "cli/diagnose_program.h"

#include <filesystem>
#include <set>
#include <system_error>

#include "cli/bound_calls.h"
#include "cli/hidden_client.h"
#include "cli/program_check.h"
#include "cli/stopped_program.h"
#include "view/units.h"

namespace dbspan::cli {
namespace {

constexpr const char* kAudit =
    "dbspan run --audit -- …: docs/zero-edit.md, \"Calls that a preload does not see\"";

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
    } else if (bound.callers.empty() && !bound.inside.empty()) {
      diagnosis.Client(Word::kOk, client, "preload, called by dbspan in " + Join(bound.inside), "");
    } else if (bound.callers.empty()) {
      diagnosis.Client(Word::kUnknown, client, "no object calls it by its symbols", kAudit);
    } else {
      diagnosis.Client(Word::kOk, client, "preload, called by " + Join(bound.callers), "");
    }
  }
}

void AddFiles(const ProgramCheck& check, Diagnosis& diagnosis) {
  using Word = Diagnosis::Word;
  if (check.has_dbspan) {
    diagnosis.Fact(
        "dbspan",
        "is linked with the program: it records with the providers that the program sets "
        "up; if there are none, the preload records");
  }
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

}  // namespace

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

void DiagnoseProgram(const std::vector<std::string>& arguments, bool start, const Preload& preload,
                     Diagnosis& diagnosis) {
  const ProgramCheck check = CheckProgram(arguments[0]);
  if (check.found.empty()) {
    diagnosis.Fact("program", arguments[0] + ": not found", false);
    return;
  }
  std::string about = check.found + (check.description.empty() ? "" : "   " + check.description);
  if (!check.build_id.empty()) about += "   build id " + check.build_id;
  diagnosis.Fact("program", about);
  if (!check.problem.empty()) {
    diagnosis.Problem(Diagnosis::Word::kNo, check.problem, check.problem_advice);
    if (!check.obstacle.empty()) {
      diagnosis.Problem(Diagnosis::Word::kNo, check.obstacle, check.advice);
    }
    return;
  }
  if (start && check.obstacle.empty()) {
    BoundCallsReader reader{preload.libraries.front()};
    BoundCalls bound;
    std::vector<std::string> command = arguments;
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
    for (const ClientCheck& hidden : HiddenClientsIn(check.path)) {
      diagnosis.Client(Diagnosis::Word::kNo, hidden.library, hidden.note, hidden.advice);
    }
  }
  if (diagnosis.clients() == 0 && check.obstacle.empty()) {
    diagnosis.Problem(Diagnosis::Word::kUnknown,
                      "linked with no database client; it may load one while it runs",
                      "dbspan run says what was loaded");
  }
}

}  // namespace dbspan::cli
