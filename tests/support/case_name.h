#pragma once

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace dbspan::test {

/// Converts a sentence to a valid name of a gtest case: "numbers become ?" becomes NumbersBecome.
inline std::string Name(const std::string& rule) {
  std::string name;
  bool upper = true;
  for (const char c : rule) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter) name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = !letter;
  }
  return name;
}

/// Names the cases of a table by their `rule`.
struct CaseName {
  template <class Row>
  std::string operator()(const ::testing::TestParamInfo<Row>& info) const {
    return Name(info.param.rule);
  }
};

}  // namespace dbspan::test
