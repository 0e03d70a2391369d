#include "cli/executed_file.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include "cli/elf_file.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;

// Source: Linux, fs/exec.c, exec_binprm: "This allows 4 levels of binfmt rewrites".
constexpr int kMostInterpreters = 4;

std::string FindByPath(const std::string& program) {
  if (program.find('/') != std::string::npos)
    return access(program.c_str(), F_OK) == 0 ? program : "";
  const char* path = std::getenv("PATH");
  std::istringstream list{path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path};
  std::string directory;
  while (std::getline(list, directory, ':')) {
    const std::string candidate = (directory.empty() ? "." : directory) + "/" + program;
    std::error_code error;
    if (access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate, error))
      return candidate;
  }
  return {};
}

// Debian's /usr/bin/psql and similar programs are scripts that execute the program of an installed
// version. Returns the program of the newest version; other paths unchanged.
std::string BehindPgWrapper(const std::string& path) {
  std::error_code error;
  if (fs::canonical(path, error).filename() != "pg_wrapper") return path;
  std::string newest;
  double version = 0;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string candidate = entry.path() / "bin" / fs::path{path}.filename();
    const double number = std::atof(entry.path().filename().c_str());
    if (number <= version || access(candidate.c_str(), X_OK) != 0) continue;
    newest = candidate;
    version = number;
  }
  return newest.empty() ? path : newest;
}

// The interpreter that a script names: `/usr/bin/env NAME` names the program NAME.
struct Interpreter {
  std::string named;  // as the script names it
  std::string path;   // empty: not found
};

// Returns nullopt if the file is no script.
std::optional<Interpreter> InterpreterOf(const std::string& path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  // execvp and shells let /bin/sh interpret other texts.
  if (!StartsWith(line, "#!")) {
    if (line.find('\0') != std::string::npos) return std::nullopt;
    return Interpreter{"/bin/sh", FindByPath("/bin/sh")};
  }
  std::string interpreter;
  // The kernel takes the characters up to a blank, a carriage return included.
  const auto begin = line.find_first_not_of(" \t", 2);
  if (begin != std::string::npos) {
    interpreter = line.substr(begin, line.find_first_of(" \t", begin) - begin);
  }
  if (interpreter.substr(interpreter.rfind('/') + 1) != "env") {
    return Interpreter{interpreter, interpreter.empty() ? "" : FindByPath(interpreter)};
  }
  std::istringstream words{line.substr(begin + interpreter.size())};
  std::string word;
  while (words >> word) {
    if (word[0] != '-' && word.find('=') == std::string::npos)
      return Interpreter{word, FindByPath(word)};
  }
  return Interpreter{interpreter, FindByPath(interpreter)};
}

void CheckInterpreter(const Interpreter& interpreter, ExecutedFile& file) {
  if (!interpreter.path.empty() && access(interpreter.path.c_str(), X_OK) == 0) return;
  std::string name = interpreter.named;
  if (!name.empty() && name.back() == '\r') {
    name.replace(name.size() - 1, 1, "\\r");
    file.advice = "the line of #! ends with a carriage return: sed -i 's/\\r$//' FILE";
  }
  file.problem =
      "its interpreter " + name + (interpreter.path.empty() ? " is missing" : " is not executable");
}

}  // namespace

ExecutedFile FindExecutedFile(const std::string& program) {
  ExecutedFile file;
  file.found = file.path = FindByPath(program);
  if (file.path.empty()) return file;
  std::error_code error;
  if (fs::is_directory(file.path, error)) {
    file.problem = "is a directory";
    return file;
  }
  if (access(file.path.c_str(), X_OK) != 0) {
    file.problem = "is not executable";
    return file;
  }
  file.found = file.path = BehindPgWrapper(file.path);
  ElfFile elf = ReadElf(file.path, {});
  for (int i = 0; i < kMostInterpreters && elf.kind == ElfFile::Kind::kNotElf; ++i) {
    const std::optional<Interpreter> interpreter = InterpreterOf(file.path);
    if (!interpreter) return file;
    CheckInterpreter(*interpreter, file);
    file.path = interpreter->path;
    if (file.path.empty() || !file.problem.empty()) return file;
    file.description +=
        (file.description.empty() ? "script of " : ", a script of ") + interpreter->path;
    elf = ReadElf(file.path, {});
  }
  if (file.problem.empty() && !elf.interpreter.empty() &&
      access(elf.interpreter.c_str(), F_OK) != 0) {
    file.problem = "its dynamic linker " + elf.interpreter + " is missing";
  }
  return file;
}

}  // namespace dbspan::cli
