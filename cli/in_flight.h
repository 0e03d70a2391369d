#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "recorder/rings/ring_reader.h"
#include "view/terminal_text.h"

namespace dbspan::cli {

/// The operations that a process waits for just now.
struct InFlight {
  std::size_t count = 0;
  std::string lines;  ///< One for each: process, thread, statement, server and age.
};
InFlight ReadInFlight(recorder::rings::RingReader& reader, const view::Look& look);

/// The same of all processes that run and have their ring file in `directory`.
InFlight ReadInFlightOf(const std::string& directory, const view::Look& look);

}  // namespace dbspan::cli
