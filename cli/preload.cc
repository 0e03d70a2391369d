#include "cli/preload.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

#include "cli/elf_file.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

fs::path DirectoryOfCommand() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// Returns the first of these paths that exists, with `..` and links resolved.
std::string FirstOf(const std::vector<fs::path>& candidates) {
  for (const fs::path& candidate : candidates) {
    std::error_code error;
    const fs::path found = fs::canonical(candidate, error);
    if (!error) return found;
  }
  return {};
}

std::string FindLibrary(const char* name) {
  const fs::path here = DirectoryOfCommand();
  return FirstOf({here / DBSPAN_RELATIVE_LIBRARIES / name, here / ".." / name});
}

// A library that intercepts functions of later client versions, and one of these functions, by
// which such a client is recognized.
struct Newer {
  const char* client;
  const char* function;
  const char* library;
};

constexpr std::array<Newer, 4> kNewer{
    {{"libpq.so.", "PQpipelineSync", "libdbspan_libpq_14.so"},
     {"libpq.so.", "PQclosePrepared", "libdbspan_libpq_17.so"},
     {"libhiredis.so.", "redisConnectWithOptions", "libdbspan_hiredis_1.so"},
     {"libmariadb.so.", "mariadb_stmt_execute_direct", "libdbspan_mysqlclient_mariadb.so"}}};

constexpr std::size_t kMostPrograms = 32;     // whose files are read
constexpr std::size_t kMostText = 64 * 1024;  // of a script

/// Adds the words of a text, which blanks and characters of the shell's grammar separate.
void AddWords(const std::string& text, std::vector<std::string>& words) {
  constexpr const char* kBetween = " \t\r\n;|&()<>{}`'\"";
  for (std::size_t at = text.find_first_not_of(kBetween); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBetween, end);
  }
}

/// Tells whether a word may name a program: other files, such as named pipes, must not be opened.
bool MayBeProgram(const std::string& word) {
  if (word[0] == '-') return false;
  if (word.find('/') == std::string::npos) return true;  // searched in PATH
  std::error_code error;
  return fs::is_regular_file(word, error) && access(word.c_str(), X_OK) == 0;
}

/// Returns the beginning of a script; an empty text for other files.
std::string ReadScript(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return {};
  std::ifstream file{path, std::ios::binary};
  std::string text(kMostText, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text.find('\0') == std::string::npos ? text : std::string{};
}

}  // namespace

Preload FindPreload() {
  Preload preload;
  const std::string path = FindLibrary("libdbspan.so");
  if (DirectoryOfCommand().empty()) {
    preload.problem =
        "/proc is not mounted, where dbspan finds its library and the program's processes";
  } else if (path.empty()) {
    preload.problem =
        "libdbspan.so is not where it was installed, beside " + DirectoryOfCommand().string();
  } else if (path.find_first_of(" :") != std::string::npos) {
    preload.problem = "the dynamic linker cannot preload '" + path +
                      "': a blank or colon in the path separates libraries";
  } else {
    preload.libraries.push_back(path);
    preload.audit = FindLibrary("libdbspan_audit.so");
  }
  return preload;
}

void AddNewerFunctions(const ProgramCheck& check, Preload& preload) {
  for (const Newer& newer : kNewer) {
    for (const ClientCheck& client : check.clients) {
      if (client.traced != Traced::kYes || !StartsWith(client.library, newer.client)) {
        continue;
      }
      const std::string path = FindLibrary(newer.library);
      const auto& known = preload.libraries;
      if (!path.empty() && std::find(known.begin(), known.end(), path) == known.end() &&
          ReadElf(client.path, {newer.function}).defined.count(newer.function) > 0) {
        preload.libraries.push_back(path);
      }
    }
  }
}

void AddNewerFunctionsOfChildren(const std::vector<std::string>& arguments, Preload& preload) {
  std::vector<std::string> words;
  for (const std::string& argument : arguments) {
    AddWords(argument, words);
    AddWords(ReadScript(argument), words);
  }
  std::set<std::string> seen;
  std::size_t programs = 0;
  for (const std::string& word : words) {
    if (programs == kMostPrograms) return;
    if (!MayBeProgram(word) || !seen.insert(word).second) continue;
    const ProgramCheck check = CheckProgram(word);
    programs += check.path.empty() ? 0 : 1;
    AddNewerFunctions(check, preload);
  }
}

Variable AuditVariable(const Preload& preload) {
  const char* before = std::getenv("LD_AUDIT");
  const std::string given = before == nullptr ? "" : before;
  return {"LD_AUDIT", given.empty() ? preload.audit : given + ":" + preload.audit};
}

Variable PreloadVariable(const Preload& preload) {
  const char* before = std::getenv("LD_PRELOAD");
  std::string value = before == nullptr ? "" : before;
  for (const std::string& library : preload.libraries) {
    if (!value.empty()) value += ':';
    value += library;
  }
  return {"LD_PRELOAD", value};
}

}  // namespace dbspan::cli
