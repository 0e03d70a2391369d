#pragma once

#include <array>
#include <charconv>
#include <string>

#include "core/process/floating_point_guard.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Formats a floating-point number, in every locale with a point: with six decimals if that is
/// exact, otherwise with as few digits as represent it exactly.
template <class Number>
std::string FractionText(Number number) {
  constexpr std::size_t kLongest = 350;  // the largest double has 309 digits before the point
  constexpr int kDecimals = 6;
  const FloatingPointGuard floating_point_guard;
  std::array<char, kLongest> text;
  char* const end = text.data() + text.size();
  char* const fixed_end =
      std::to_chars(text.data(), end, number, std::chars_format::fixed, kDecimals).ptr;
  Number read{};
  std::from_chars(text.data(), fixed_end, read);
  if (read == number) return {text.data(), fixed_end};
  return {text.data(), std::to_chars(text.data(), end, number).ptr};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
