#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/insight/live/shop.h"

namespace dbspan::test {

/// A few lines of an application, with its connections to real servers.
using RunProgram = void (*)(Shop&);

/// A finding that a program must have, and where that turns around.
struct Expected {
  std::string kind;
  std::string reached;      ///< Highest threshold at which the program still has it; empty: none.
  std::string not_reached;  ///< Lowest known threshold at which it does not.
};

/// A program with a fault.
struct FaultyProgram {
  const char* name;
  RunProgram run;
  std::vector<Expected> findings;
  const char* thresholds = "";  ///< Those that differ from `kUsualThresholds`.
  RunProgram mended = nullptr;  ///< The same without the fault, for kinds without a threshold.
};

/// A program without a fault, and a change that makes it faulty.
struct CleanProgram {
  const char* name;
  RunProgram run;
  const char* kind;             ///< The kind of finding that the change brings.
  const char* thresholds = "";  ///< Those that differ from `kUsualThresholds`.
  const char* stricter = "";    ///< The change: a threshold that the program exceeds, or …
  RunProgram broken = nullptr;  ///< … the same program with a fault.
};

/// Nothing is slow because the machine is busy.
inline constexpr const char* kUsualThresholds =
    "redundant-statement=2,slow-statement=3600s,slower-than-usual=0";

std::vector<FaultyProgram> FaultyPrograms();
std::vector<CleanProgram> CleanPrograms();

inline std::ostream& operator<<(std::ostream& out, const FaultyProgram& program) {
  return out << program.name;
}
inline std::ostream& operator<<(std::ostream& out, const CleanProgram& program) {
  return out << program.name;
}

/// Two letters for a number below 100: a name of a column that makes a statement unlike others.
inline std::string Letters(int number) {
  return {static_cast<char>('a' + number / 10), static_cast<char>('a' + number % 10)};
}

}  // namespace dbspan::test
