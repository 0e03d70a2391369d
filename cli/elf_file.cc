#include "cli/elf_file.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "cli/file_descriptor.h"

namespace dbspan::cli {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
constexpr std::uint16_t kMachine = EM_NONE;
#endif

#if defined(__x86_64__)
constexpr std::uint32_t kJumpSlot = R_X86_64_JUMP_SLOT;
constexpr std::uint32_t kGlobalData = R_X86_64_GLOB_DAT;
#else
constexpr std::uint32_t kJumpSlot = R_AARCH64_JUMP_SLOT;
constexpr std::uint32_t kGlobalData = R_AARCH64_GLOB_DAT;
#endif

// A file that is mapped into memory. All accesses are checked against its size.
class Mapping {
 public:
  explicit Mapping(const std::string& path) {
    const FileDescriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat info {};
    if (!file || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return;
    there_ = true;
    size_ = static_cast<std::size_t>(info.st_size);
    if (size_ == 0) return;
    void* const start = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (start != MAP_FAILED) start_ = static_cast<const char*>(start);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (start_ != nullptr) munmap(const_cast<char*>(start_), size_);
  }

  bool there() const { return there_; }
  template <class Part>
  bool Read(std::uint64_t offset, Part& part) const {
    if (start_ == nullptr || offset > size_ || size_ - offset < sizeof part) return false;
    std::memcpy(&part, start_ + offset, sizeof part);
    return true;
  }
  std::string_view Text(std::uint64_t offset) const {
    if (start_ == nullptr || offset >= size_) return {};
    return {start_ + offset, strnlen(start_ + offset, size_ - offset)};
  }

 private:
  bool there_ = false;
  const char* start_ = nullptr;
  std::size_t size_ = 0;
};

class Reader {
 public:
  Reader(const Mapping& file, const std::string& path, const std::set<std::string>& wanted,
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

  // Reads the build id. Source: ELF specification, "Note Section"; GNU's NT_GNU_BUILD_ID.
  void ReadNotes(const Elf64_Phdr& notes) {
    constexpr std::uint64_t kMostBytes = 64;
    const auto padded = [](std::uint64_t size) { return (size + 3) / 4 * 4; };
    Elf64_Nhdr note{};
    for (std::uint64_t at = 0; at < notes.p_filesz && file_.Read(notes.p_offset + at, note);) {
      const std::uint64_t name = notes.p_offset + at + sizeof note;
      const std::uint64_t content = name + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID && file_.Text(name) == "GNU") {
        for (std::uint64_t i = 0; i < note.n_descsz && i < kMostBytes; ++i) {
          unsigned char byte = 0;
          if (!file_.Read(content + i, byte)) return;
          elf_.build_id += "0123456789abcdef"[byte >> 4U];
          elf_.build_id += "0123456789abcdef"[byte & 15U];
        }
        return;
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

  const Mapping& file_;
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
  const Mapping file{path};
  if (!file.there()) return elf;
  elf.kind = ElfFile::Kind::kNotElf;
  unsigned char ident[EI_NIDENT]{};
  if (!file.Read(0, ident) || std::memcmp(ident, ELFMAG, SELFMAG) != 0) return elf;
  elf.kind = ElfFile::Kind::k32Bit;
  if (ident[EI_CLASS] != ELFCLASS64) return elf;
  Elf64_Ehdr header{};
  elf.kind = ElfFile::Kind::kOtherMachine;
  if (!file.Read(0, header) || header.e_machine != kMachine) return elf;
  elf.kind = ElfFile::Kind::kElf;
  Reader{file, path, wanted, elf}.Read();
  return elf;
}

namespace {

// Calls `visit(section)` for each section of a file for the architecture of this machine.
template <class Visit>
void ForEachSection(const Mapping& file, const Elf64_Ehdr& header, Visit&& visit) {
  for (std::uint16_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section{};
    if (!file.Read(header.e_shoff + std::uint64_t{i} * header.e_shentsize, section)) return;
    visit(section);
  }
}

bool ReadHeader(const Mapping& file, Elf64_Ehdr& header) {
  return file.Read(0, header) && std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_machine == kMachine;
}

std::string HexAt(const Mapping& file, std::uint64_t offset, std::uint32_t size) {
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

std::string NameOf(const Mapping& file, std::uint64_t texts, const Elf64_Sym& symbol) {
  std::string name{file.Text(texts + symbol.st_name)};
  name.resize(std::min(name.size(), name.find('@')));
  return name;
}

}  // namespace

std::vector<Relocation> ReadRelocations(const std::string& path,
                                        const std::set<std::string>& functions) {
  std::vector<Relocation> found;
  const Mapping file{path};
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
  const Mapping file{path};
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
  const Mapping file{path};
  Elf64_Ehdr header{};
  if (!ReadHeader(file, header)) return names;
  ForEachSection(file, header, [&](const Elf64_Shdr& symbols) {
    Elf64_Shdr texts{};
    const bool is_table = symbols.sh_type == SHT_SYMTAB || symbols.sh_type == SHT_DYNSYM;
    if (!is_table ||
        !file.Read(header.e_shoff + std::uint64_t{symbols.sh_link} * header.e_shentsize, texts)) {
      return;
    }
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol{};
      if (!file.Read(symbols.sh_offset + at, symbol)) return;
      if (symbol.st_shndx == SHN_UNDEF || ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
      for (std::size_t i = 0; i < addresses.size(); ++i) {
        if (addresses[i] - symbol.st_value >= symbol.st_size) continue;
        if (!names[i].empty() && symbol.st_value <= begins[i]) continue;
        names[i] = NameOf(file, texts.sh_offset, symbol);
        begins[i] = symbol.st_value;
      }
    }
  });
  return names;
}

std::set<std::string> ExportedFunctions(const std::string& path) {
  std::set<std::string> names;
  const Mapping file{path};
  Elf64_Ehdr header{};
  if (!ReadHeader(file, header)) return names;
  ForEachSection(file, header, [&](const Elf64_Shdr& symbols) {
    Elf64_Shdr texts{};
    if (symbols.sh_type != SHT_DYNSYM ||
        !file.Read(header.e_shoff + std::uint64_t{symbols.sh_link} * header.e_shentsize, texts)) {
      return;
    }
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol{};
      if (!file.Read(symbols.sh_offset + at, symbol)) return;
      if (symbol.st_shndx == SHN_UNDEF || ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
      names.insert(NameOf(file, texts.sh_offset, symbol));
    }
  });
  return names;
}

}  // namespace dbspan::cli
