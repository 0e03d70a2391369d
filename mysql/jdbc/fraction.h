#pragma once

#include <charconv>
#include <cstdlib>
#include <string>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A number with a fraction: with six decimals if that is exact, else with as many as it takes.
template <class Number>
std::string FractionText(Number number) {
  std::string text = std::to_string(number);
  if (static_cast<Number>(std::strtod(text.c_str(), nullptr)) == number) return text;
  char shortest[64];
  return {shortest, std::to_chars(shortest, shortest + sizeof shortest, number).ptr};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
