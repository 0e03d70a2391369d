#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "recorder/rings/ring_reader.h"
#include "view/terminal_text.h"

namespace dbspan::cli {

/// Operations in flight: a client waits for their results.
struct InFlight {
  std::size_t count = 0;
  std::string lines;  ///< One line per operation: process, thread, statement, server and age.
};
/// Reads the operations in flight of one process.
InFlight ReadInFlight(recorder::rings::RingReader& reader, const view::Look& look);

/// Prints the operations in flight of all running processes with a ring file in `directory` on
/// standard error.
void ShowInFlight(const std::string& directory);

}  // namespace dbspan::cli
