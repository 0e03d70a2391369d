#include <elf.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "cli/elf_file.h"
#include "cli/mapped_file.h"

namespace dbspan::cli {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kJumpSlot = R_X86_64_JUMP_SLOT;
constexpr std::uint32_t kGlobalData = R_X86_64_GLOB_DAT;
#else
constexpr std::uint32_t kJumpSlot = R_AARCH64_JUMP_SLOT;
constexpr std::uint32_t kGlobalData = R_AARCH64_GLOB_DAT;
#endif

// Calls `visit(section)` for each section of a file for the architecture of this machine.
template <class Visit>
void ForEachSection(const MappedFile& file, const Elf64_Ehdr& header, Visit&& visit) {
  for (std::uint16_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section{};
    if (!file.Read(header.e_shoff + std::uint64_t{i} * header.e_shentsize, section)) return;
    visit(section);
  }
}

bool ReadHeader(const MappedFile& file, Elf64_Ehdr& header) {
  return file.Read(0, header) && std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_machine == kElfMachine;
}

std::string HexAt(const MappedFile& file, std::uint64_t offset, std::uint32_t size) {
  constexpr std::uint32_t kMost = 64;
  std::string text;
  for (std::uint32_t i = 0; i < std::min(size, kMost); ++i) {
    unsigned char byte = 0;
    if (!file.Read(offset + i, byte)) return {};
    text += "0123456789abcdef"[byte >> 4U];
    text += "0123456789abcdef"[byte & 15U];
  }
  return text;
}

std::string NameOf(const MappedFile& file, std::uint64_t texts, const Elf64_Sym& symbol) {
  std::string name{file.Text(texts + symbol.st_name)};
  name.resize(std::min(name.size(), name.find('@')));
  return name;
}

/// Calls `consume` with each function that the symbol tables of the chosen types define, and the
/// offset of the table's texts.
template <class IsTable, class Consume>
void ForEachFunction(const MappedFile& file, const IsTable& is_table, const Consume& consume) {
  Elf64_Ehdr header{};
  if (!ReadHeader(file, header)) return;
  ForEachSection(file, header, [&](const Elf64_Shdr& symbols) {
    Elf64_Shdr texts{};
    if (!is_table(symbols.sh_type) ||
        !file.Read(header.e_shoff + std::uint64_t{symbols.sh_link} * header.e_shentsize, texts)) {
      return;
    }
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol{};
      if (!file.Read(symbols.sh_offset + at, symbol)) return;
      if (symbol.st_shndx == SHN_UNDEF || ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
      consume(symbol, texts.sh_offset);
    }
  });
}

}  // namespace

std::vector<Relocation> ReadRelocations(const std::string& path,
                                        const std::set<std::string>& functions) {
  std::vector<Relocation> found;
  const MappedFile file{path};
  Elf64_Ehdr header{};
  if (!ReadHeader(file, header)) return found;
  const auto section_at = [&](std::uint64_t number, Elf64_Shdr& section) {
    return file.Read(header.e_shoff + number * header.e_shentsize, section);
  };
  ForEachSection(file, header, [&](const Elf64_Shdr& table) {
    Elf64_Shdr symbols{};
    Elf64_Shdr texts{};
    if (table.sh_type != SHT_RELA || !section_at(table.sh_link, symbols)) return;
    if (symbols.sh_type != SHT_DYNSYM || !section_at(symbols.sh_link, texts)) return;
    for (std::uint64_t at = 0; at + sizeof(Elf64_Rela) <= table.sh_size; at += sizeof(Elf64_Rela)) {
      Elf64_Rela one{};
      Elf64_Sym symbol{};
      if (!file.Read(table.sh_offset + at, one)) return;
      const auto type = ELF64_R_TYPE(one.r_info);
      if (type != kJumpSlot && type != kGlobalData) continue;
      if (!file.Read(symbols.sh_offset + ELF64_R_SYM(one.r_info) * sizeof symbol, symbol)) continue;
      if (symbol.st_shndx != SHN_UNDEF) continue;
      std::string name = NameOf(file, texts.sh_offset, symbol);
      if (functions.count(name) == 0) continue;
      found.push_back({std::move(name), one.r_offset, header.e_type == ET_EXEC});
    }
  });
  return found;
}

std::string BuildIdOf(const std::string& path) {
  const MappedFile file{path};
  Elf64_Ehdr header{};
  if (!ReadHeader(file, header)) return {};
  const auto padded = [](std::uint64_t size) { return (size + 3) & ~std::uint64_t{3}; };
  for (std::uint16_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr program{};
    if (!file.Read(header.e_phoff + std::uint64_t{i} * header.e_phentsize, program)) break;
    if (program.p_type != PT_NOTE) continue;
    Elf64_Nhdr note{};
    for (std::uint64_t at = 0; at + sizeof note <= program.p_filesz;) {
      if (!file.Read(program.p_offset + at, note)) break;
      const std::uint64_t id = at + sizeof note + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID) return HexAt(file, program.p_offset + id, note.n_descsz);
      at = id + padded(note.n_descsz);
    }
  }
  return {};
}

std::vector<std::string> FunctionsAt(const std::string& path,
                                     const std::vector<std::uint64_t>& addresses) {
  std::vector<std::string> names(addresses.size());
  std::vector<std::uint64_t> begins(addresses.size());
  const MappedFile file{path};
  const auto is_table = [](std::uint32_t type) { return type == SHT_SYMTAB || type == SHT_DYNSYM; };
  ForEachFunction(file, is_table, [&](const Elf64_Sym& symbol, std::uint64_t texts) {
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      if (addresses[i] - symbol.st_value >= symbol.st_size) continue;
      if (!names[i].empty() && symbol.st_value <= begins[i]) continue;
      names[i] = NameOf(file, texts, symbol);
      begins[i] = symbol.st_value;
    }
  });
  return names;
}

std::set<std::string> ExportedFunctions(const std::string& path) {
  std::set<std::string> names;
  const MappedFile file{path};
  const auto is_table = [](std::uint32_t type) { return type == SHT_DYNSYM; };
  ForEachFunction(file, is_table, [&](const Elf64_Sym& symbol, std::uint64_t texts) {
    names.insert(NameOf(file, texts, symbol));
  });
  return names;
}

}  // namespace dbspan::cli
