#pragma once

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/program.h"

// Functions for names of symbols and for the lists of the symbols that may be exported.
namespace dbspan::test {

using Names = std::set<std::string>;

inline Names Split(const std::string& text, char separator) {
  Names names;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line, separator);) {
    if (!line.empty() && line.front() != '#') names.insert(line);
  }
  return names;
}

inline Names ReadList(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  EXPECT_FALSE(text.str().empty()) << file;
  return Split(text.str(), '\n');
}

inline Names Exports(const std::string& library) {
  return Split(OutputOf("nm -DP --defined-only '" + library + "' | cut -d' ' -f1"), '\n');
}

/// Returns the names that match none of the linker's patterns.
inline Names Unmatched(const Names& names, const Names& patterns) {
  Names unmatched;
  for (const std::string& name : names) {
    const auto matches = [&](const std::string& pattern) {
      return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
    };
    if (std::none_of(patterns.begin(), patterns.end(), matches)) unmatched.insert(name);
  }
  return unmatched;
}

}  // namespace dbspan::test
