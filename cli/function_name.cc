#include "cli/function_name.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

void Replace(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

bool IsOperator(const std::string& word) {
  constexpr std::string_view kOperator = "operator";
  if (word.size() < kOperator.size()) return false;
  const std::size_t at = word.size() - kOperator.size();
  const bool whole = at == 0 || word[at - 1] == ':';
  return whole && word.compare(at, kOperator.size(), kOperator) == 0;
}

// Returns the outer two scopes of a name that could not be demangled: "pqxx::result::" for
// "_ZNK4pqxx6result4sizeEv". Returns an empty string if there are none.
std::string OuterScopes(std::string_view mangled) {
  if (!StartsWith(mangled, "_Z")) return {};
  mangled.remove_prefix(2);
  mangled.remove_prefix(std::min(mangled.find_first_not_of("ZNKVrRO"), mangled.size()));
  if (StartsWith(mangled, "St")) return "std::";
  std::string scopes;
  for (int count = 0; count < 2; ++count) {
    std::size_t length = 0;
    while (!mangled.empty() && std::isdigit(static_cast<unsigned char>(mangled[0])) != 0) {
      length = length * 10 + static_cast<std::size_t>(mangled[0] - '0');
      mangled.remove_prefix(1);
      if (length > mangled.size()) return {};
    }
    if (length == 0) break;
    scopes.append(mangled.substr(0, length)).append("::");
    mangled.remove_prefix(length);
  }
  return scopes;
}

}  // namespace

std::string QualifiedName(std::string_view demangled) {
  std::string text{demangled};
  Replace(text, "(anonymous namespace)", "{anonymous}");
  Replace(text, "operator()", "operator{call}");
  Replace(text, "->", "  ");
  for (auto tag = text.find("[abi:"); tag != std::string::npos; tag = text.find("[abi:", tag)) {
    text.erase(tag, std::min(text.find(']', tag), text.size() - 1) - tag + 1);
  }
  std::string word;  // text since the last blank, outside all brackets
  std::string name;  // the last word before an opening parenthesis
  int round = 0;
  int pointed = 0;
  int braced = 0;
  for (const char c : text) {
    const bool top = round == 0 && pointed == 0 && braced == 0;
    if (c == '{') ++braced;
    if (braced > 0) {
      if (round == 0 && pointed == 0) word += c;
      if (c == '}') --braced;
      continue;
    }
    if (top && (c == '<' || c == '>' || c == '-' || c == '=') && IsOperator(word)) {
      word += c;  // part of the name `operator<`
      continue;
    }
    if (c == '(') {
      if (top && !word.empty() && word != "decltype") name = word;
      ++round;
    } else if (c == ')') {
      --round;
      if (round == 0 && pointed == 0) word.clear();
    } else if (c == '<') {
      ++pointed;
    } else if (c == '>') {
      --pointed;
    } else if (top && c == ' ') {
      if (IsOperator(word)) word += c;  // blank within the name `operator new`
      if (word.find("operator") == std::string::npos) word.clear();
    } else if (top) {
      word += c;
    }
  }
  if (name.empty()) name = word.empty() ? text : word;
  Replace(name, "{anonymous}", "(anonymous namespace)");
  Replace(name, "operator{call}", "operator()");
  return name;
}

bool IsOfInterpreter(std::string_view name) {
  constexpr std::string_view kStarts[] = {"_Py",        "Py_", "Perl_", "perl_", "zend_", "php_",
                                          "execute_ex", "rb_", "ruby_", "lua_",  "luaV_", "luaD_"};
  if (std::any_of(std::begin(kStarts), std::end(kStarts),
                  [name](std::string_view start) { return StartsWith(name, start); })) {
    return true;
  }
  // PyObject_Call
  return name.size() > 2 && StartsWith(name, "Py") &&
         std::isupper(static_cast<unsigned char>(name[2])) != 0 &&
         name.find('_') != std::string_view::npos;
}

bool IsOfLibrary(std::string_view name) {
  constexpr std::string_view kSpaces[] = {
      "dbspan::",  "pqxx::",          "std::",   "__gnu_cxx::", "sql::",  "soci::",
      "sw::redis", "opentelemetry::", "sqlpp::", "odb::",       "absl::", "boost::"};
  constexpr std::string_view kStarts[] = {"mysql_", "mariadb_", "dbspan_", "__cxa_", "_Unwind_"};
  constexpr std::string_view kCamelStarts[] = {"PQ", "redis", "valkey"};
  // libiberty cannot demangle all names of templates.
  const std::string scopes = OuterScopes(name);
  if (!scopes.empty()) name = scopes;
  const auto starts = [name](std::string_view start) { return StartsWith(name, start); };
  if (std::any_of(std::begin(kSpaces), std::end(kSpaces), starts)) return true;
  if (name.find(':') != std::string_view::npos) return false;
  if (std::any_of(std::begin(kStarts), std::end(kStarts), starts)) return true;
  return std::any_of(std::begin(kCamelStarts), std::end(kCamelStarts), [name](auto start) {
    if (!StartsWith(name, start) || name.size() == start.size()) return false;
    const auto next = static_cast<unsigned char>(name[start.size()]);
    return start == "PQ" ? std::islower(next) != 0
                         : std::isupper(next) != 0 || StartsWith(name.substr(start.size()), "v");
  });
}

}  // namespace dbspan::cli
