#pragma once

#include <charconv>
#include <cstdlib>
#include <string>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Formats a floating-point number: with six decimals if that is exact, otherwise with as few
/// digits as represent it exactly.
template <class Number>
std::string FractionText(Number number) {
  std::string text = std::to_string(number);
  if (static_cast<Number>(std::strtod(text.c_str(), nullptr)) == number) return text;
  char shortest[64];
  return {shortest, std::to_chars(shortest, shortest + sizeof shortest, number).ptr};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
