#pragma once

#include <string>

#include "cli/elf_file.h"
#include "cli/program_check.h"

namespace dbspan::cli {

/// Adds the client libraries that a program or library loads through DT_NEEDED, directly or not, to
/// `check`, the library of the OpenTelemetry SDK, and whether dbspan is among them. `caller`: its
/// name in notes.
void AddLibraries(const ElfFile& elf, const std::string& caller, ProgramCheck& check);

}  // namespace dbspan::cli
