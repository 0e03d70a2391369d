#include <gnu/libc-version.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/diagnose_program.h"
#include "cli/diagnosis.h"
#include "cli/export_check.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/preload.h"
#include "cli/switches_check.h"
#include "core/text/starts_with.h"
#include "dbspan/version.h"
#include "recorder/export/settings.h"

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
      [](const auto& complaint) { return StartsWith(complaint, "OTEL_TRACES_SAMPLER="); });
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
      DiagnoseProgram(options.rest, start, preload, diagnosis);
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
