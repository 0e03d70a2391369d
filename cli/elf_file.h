#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace dbspan::cli {

/// What the linker needs to know of an executable or library. Read from the file; nothing is
/// loaded.
struct ElfFile {
  enum class Kind { kNotThere, kNotElf, kOtherMachine, k32Bit, kElf };
  Kind kind = Kind::kNotThere;
  std::string interpreter;  ///< The dynamic loader; empty for libraries and static programs.
  bool has_dynamic = false;
  bool position_independent = false;
  std::string build_id;  ///< In hexadecimal; empty: it has none.
  bool is_go = false;
  std::vector<std::string> needed;
  std::vector<std::string> search_path;  ///< RUNPATH, or RPATH; `$ORIGIN` is filled in.
  std::set<std::string> defined;         ///< Functions in its symbol tables.
  std::set<std::string> undefined;       ///< Functions that it wants from others.
};

/// Reads `path`. `wanted` are the functions to look for; others are not kept. Files with wrong
/// offsets are taken for what could be read.
ElfFile ReadElf(const std::string& path, const std::set<std::string>& wanted);

/// Where the dynamic linker writes the address of a function of another object.
struct Relocation {
  std::string function;
  std::uint64_t address = 0;
  bool fixed = false;  ///< Not relative to where the object is loaded.
};

/// The relocations of `functions` in a file.
std::vector<Relocation> ReadRelocations(const std::string& path,
                                        const std::set<std::string>& functions);

/// The functions that a library defines for others.
std::set<std::string> ExportedFunctions(const std::string& path);

/// The build id, hexadecimal; empty if there is none.
std::string BuildIdOf(const std::string& path);
/// The function that each address in the file belongs to, as the symbol tables have it, or nothing.
std::vector<std::string> FunctionsAt(const std::string& path,
                                     const std::vector<std::uint64_t>& addresses);

}  // namespace dbspan::cli
