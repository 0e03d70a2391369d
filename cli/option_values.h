#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/options.h"

namespace dbspan::cli {

/// The values of options. All functions throw WrongUse, with a sentence that names what is
/// accepted.
void ReadFailOn(const std::string& list, Options& options);
ColourWhen ReadColour(const std::string& value);
std::size_t ReadRows(const std::string& value);
unsigned ReadPort(const std::string& value);
void ReadThresholds(const std::string& value, Options& options);
void ReadOrigins(const std::string& value, Options& options);
std::chrono::milliseconds ReadInterval(const std::string& value);
std::chrono::nanoseconds ReadBurstGap(const std::string& value);

}  // namespace dbspan::cli
