#include "cli/elf_file.h"

#include <elf.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "cli/mapped_file.h"

namespace dbspan::cli {
namespace {

class Reader {
 public:
  Reader(const MappedFile& file, const std::string& path, const std::set<std::string>& wanted,
         ElfFile& elf)
      : file_(file), path_(path), wanted_(wanted), elf_(elf) {}

  void Read() {
    if (!file_.Read(0, header_)) return;
    for (std::uint16_t i = 0; i < header_.e_phnum; ++i) {
      Elf64_Phdr program{};
      if (!file_.Read(header_.e_phoff + std::uint64_t{i} * header_.e_phentsize, program)) break;
      if (program.p_type == PT_INTERP) elf_.interpreter = file_.Text(program.p_offset);
      if (program.p_type == PT_LOAD) loads_.push_back(program);
      if (program.p_type == PT_DYNAMIC) dynamic_ = program;
      if (program.p_type == PT_NOTE) ReadNotes(program);
    }
    elf_.position_independent = header_.e_type == ET_DYN;
    if (dynamic_.p_type == PT_DYNAMIC) ReadDynamic();
    ReadSections();
  }

 private:
  std::uint64_t OffsetOf(std::uint64_t address) const {
    for (const Elf64_Phdr& load : loads_) {
      if (address >= load.p_vaddr && address - load.p_vaddr < load.p_filesz) {
        return address - load.p_vaddr + load.p_offset;
      }
    }
    return ~std::uint64_t{0};
  }

  // Reads the build id, and dbspan's note (core/span/default_instrumenter.cc). Source: ELF
  // specification, "Note Section"; GNU's NT_GNU_BUILD_ID.
  void ReadNotes(const Elf64_Phdr& notes) {
    constexpr std::uint64_t kMostBytes = 64;
    const auto padded = [](std::uint64_t size) { return (size + 3) / 4 * 4; };
    Elf64_Nhdr note{};
    for (std::uint64_t at = 0; at < notes.p_filesz && file_.Read(notes.p_offset + at, note);) {
      const std::uint64_t name = notes.p_offset + at + sizeof note;
      const std::uint64_t content = name + padded(note.n_namesz);
      if (note.n_namesz == sizeof "dbspan" && file_.Text(name) == "dbspan") elf_.has_dbspan = true;
      if (note.n_type == NT_GNU_BUILD_ID && file_.Text(name) == "GNU" && elf_.build_id.empty()) {
        for (std::uint64_t i = 0; i < note.n_descsz && i < kMostBytes; ++i) {
          unsigned char byte = 0;
          if (!file_.Read(content + i, byte)) return;
          elf_.build_id += "0123456789abcdef"[byte >> 4U];
          elf_.build_id += "0123456789abcdef"[byte & 15U];
        }
      }
      at += sizeof note + padded(note.n_namesz) + padded(note.n_descsz);
    }
  }

  void ReadDynamic() {
    elf_.has_dynamic = true;
    std::vector<Elf64_Dyn> entries;
    std::uint64_t texts = 0;
    for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= dynamic_.p_filesz;
         at += sizeof(Elf64_Dyn)) {
      Elf64_Dyn entry{};
      if (!file_.Read(dynamic_.p_offset + at, entry) || entry.d_tag == DT_NULL) break;
      if (entry.d_tag == DT_STRTAB) texts = OffsetOf(entry.d_un.d_ptr);
      entries.push_back(entry);
    }
    for (const Elf64_Dyn& entry : entries) {
      const std::string text{file_.Text(texts + entry.d_un.d_val)};
      if (entry.d_tag == DT_NEEDED) elf_.needed.push_back(text);
      if (entry.d_tag == DT_RUNPATH || entry.d_tag == DT_RPATH) AddSearchPath(text);
    }
  }

  void AddSearchPath(std::string list) {
    const std::string origin = path_.substr(0, path_.rfind('/'));
    for (const std::string token : {"${ORIGIN}", "$ORIGIN"}) {
      for (auto at = list.find(token); at != std::string::npos; at = list.find(token)) {
        list.replace(at, token.size(), origin);
      }
    }
    for (std::size_t at = 0; at <= list.size();) {
      const auto colon = std::min(list.find(':', at), list.size());
      if (colon > at) elf_.search_path.push_back(list.substr(at, colon - at));
      at = colon + 1;
    }
  }

  void ReadSections() {
    Elf64_Shdr names{};
    const auto section_at = [this](std::uint64_t number, Elf64_Shdr& section) {
      return file_.Read(header_.e_shoff + number * header_.e_shentsize, section);
    };
    if (header_.e_shoff == 0 || !section_at(header_.e_shstrndx, names)) return;
    for (std::uint16_t i = 0; i < header_.e_shnum; ++i) {
      Elf64_Shdr section{};
      if (!section_at(i, section)) return;
      const std::string_view name = file_.Text(names.sh_offset + section.sh_name);
      if (name == ".go.buildinfo" || name == ".note.go.buildid") elf_.is_go = true;
      Elf64_Shdr texts{};
      const bool symbols = section.sh_type == SHT_DYNSYM || section.sh_type == SHT_SYMTAB;
      if (symbols && section_at(section.sh_link, texts)) ReadSymbols(section, texts);
    }
  }

  void ReadSymbols(const Elf64_Shdr& section, const Elf64_Shdr& texts) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= section.sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol{};
      if (!file_.Read(section.sh_offset + at, symbol)) return;
      std::string name{file_.Text(texts.sh_offset + symbol.st_name)};
      name.resize(std::min(name.size(), name.find('@')));
      if (wanted_.count(name) == 0) continue;
      (symbol.st_shndx == SHN_UNDEF ? elf_.undefined : elf_.defined).insert(name);
    }
  }

  const MappedFile& file_;
  const std::string& path_;
  const std::set<std::string>& wanted_;
  ElfFile& elf_;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Phdr> loads_;
  Elf64_Phdr dynamic_{};
};

}  // namespace

ElfFile ReadElf(const std::string& path, const std::set<std::string>& wanted) {
  ElfFile elf;
  const MappedFile file{path};
  if (!file.there()) return elf;
  elf.kind = ElfFile::Kind::kNotElf;
  unsigned char ident[EI_NIDENT]{};
  if (!file.Read(0, ident) || std::memcmp(ident, ELFMAG, SELFMAG) != 0) return elf;
  elf.kind = ElfFile::Kind::k32Bit;
  if (ident[EI_CLASS] != ELFCLASS64) return elf;
  Elf64_Ehdr header{};
  elf.kind = ElfFile::Kind::kOtherMachine;
  if (!file.Read(0, header) || header.e_machine != kElfMachine) return elf;
  elf.kind = ElfFile::Kind::kElf;
  Reader{file, path, wanted, elf}.Read();
  return elf;
}

}  // namespace dbspan::cli
