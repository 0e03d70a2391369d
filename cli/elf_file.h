#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace dbspan::cli {

/// Dynamic linking data of an executable or library. It is read from the file; nothing is loaded.
struct ElfFile {
  enum class Kind { kNotThere, kNotElf, kOtherMachine, k32Bit, kElf };
  Kind kind = Kind::kNotThere;
  std::string interpreter;  ///< The dynamic loader; empty for libraries and static programs.
  bool has_dynamic = false;
  bool position_independent = false;
  std::string build_id;  ///< Hexadecimal; empty: none.
  bool is_go = false;
  bool has_dbspan = false;  ///< dbspan is linked with it (the note of core/span).
  std::vector<std::string> needed;
  std::vector<std::string> search_path;  ///< RUNPATH, or RPATH; `$ORIGIN` is filled in.
  std::set<std::string> defined;         ///< The `wanted` functions that it defines.
  std::set<std::string> undefined;       ///< The `wanted` functions that it imports.
};

/// Reads the ELF file at `path`. Only functions in `wanted` are added to `defined` and `undefined`.
/// Parts with invalid offsets are skipped.
ElfFile ReadElf(const std::string& path, const std::set<std::string>& wanted);

/// A place in an object to which the dynamic linker writes the address of an imported function.
struct Relocation {
  std::string function;
  std::uint64_t address = 0;
  bool fixed = false;  ///< `address` is absolute; false: relative to the load address.
};

/// Returns the relocations of `functions` in a file.
std::vector<Relocation> ReadRelocations(const std::string& path,
                                        const std::set<std::string>& functions);

/// Returns the functions that a library exports.
std::set<std::string> ExportedFunctions(const std::string& path);

/// Returns the build id in hexadecimal; empty if the file has none.
std::string BuildIdOf(const std::string& path);
/// Returns for each address in the file the function that contains it according to the symbol
/// tables; an empty text if there is none.
std::vector<std::string> FunctionsAt(const std::string& path,
                                     const std::vector<std::uint64_t>& addresses);

}  // namespace dbspan::cli
