// analyze_statements DIALECT: reads statements from standard input and prints the recorded text and
// the summary of each. A NUL ends each statement and each output. For
// tests/fuzz/compare_summaries.py.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "core/sql/statement.h"

int main(int count, char** arguments) {
  using namespace dbspan;  // NOLINT(google-build-using-namespace)
  const std::string_view name = count == 2 ? arguments[1] : "";
  if (name != "postgresql" && name != "mysql") {
    std::fprintf(stderr, "usage: analyze_statements postgresql|mysql\n");
    return 2;
  }
  // Default settings of a server of this dialect.
  SqlSettings settings;
  settings.backslash_escapes = name == "mysql" ? Setting::kOn : Setting::kOff;
  settings.ansi_quotes = Setting::kOff;
  settings.ascii_in_characters = Setting::kOff;
  const auto dialect = name == "mysql" ? sql_text::Dialect::kMySql : sql_text::Dialect::kPostgreSql;
  const std::string input{std::istreambuf_iterator<char>{std::cin}, {}};
  for (std::size_t begin = 0; begin < input.size();) {
    std::size_t end = input.find('\0', begin);
    if (end == std::string::npos) end = input.size();
    const std::string_view sql = std::string_view{input}.substr(begin, end - begin);
    const Statement statement = sql_text::Analyze(sql, {dialect, settings}, 1U << 20U);
    std::cout << statement.text << '\0' << statement.summary << '\0';
    begin = end + 1;
  }
  return std::cout.flush() ? 0 : 1;
}
