#include "core/interpose/dynamic_section.h"

#include <elf.h>

#include <cstring>
#include <string>

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Returns the address in an entry of a dynamic section. The dynamic linker has relocated the entry
/// only if the section is writable.
std::uintptr_t AddressOf(const LoadedObject& object, const ElfW(Dyn) & entry) noexcept {
  const std::uintptr_t address = entry.d_un.d_ptr;
  return address < object.base ? object.base + address : address;
}

/// Returns the name of the needed version with this index, or null.
const char* NeededVersion(const DynamicSection& section, unsigned number) noexcept {
  const char* at = section.needed_versions;
  while (at != nullptr) {
    const auto* file = reinterpret_cast<const ElfW(Verneed)*>(at);
    const char* part = at + file->vn_aux;
    for (unsigned i = 0; i < file->vn_cnt; ++i) {
      const auto* version = reinterpret_cast<const ElfW(Vernaux)*>(part);
      if ((version->vna_other & 0x7fffU) == number) return section.strings + version->vna_name;
      part += version->vna_next;
    }
    at = file->vn_next == 0 ? nullptr : at + file->vn_next;
  }
  return nullptr;
}

}  // namespace

DynamicSection::DynamicSection(const LoadedObject& object) noexcept {
  const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(object.dynamic);
  for (; entry != nullptr && entry->d_tag != DT_NULL; ++entry) {
    const std::uintptr_t address = AddressOf(object, *entry);
    switch (entry->d_tag) {
      case DT_STRTAB:
        strings = reinterpret_cast<const char*>(address);
        break;
      case DT_SYMTAB:
        symbols = reinterpret_cast<const ElfW(Sym)*>(address);
        break;
      case DT_HASH:
        hash = reinterpret_cast<const std::uint32_t*>(address);
        break;
      case DT_GNU_HASH:
        gnu_hash = reinterpret_cast<const std::uint32_t*>(address);
        break;
      case DT_VERSYM:
        versions = reinterpret_cast<const ElfW(Half)*>(address);
        break;
      case DT_VERNEED:
        needed_versions = reinterpret_cast<const char*>(address);
        break;
      case DT_SONAME:
        soname = entry->d_un.d_val;
        has_soname = true;
        break;
      case DT_FLAGS_1:
        no_delete = (entry->d_un.d_val & DF_1_NODELETE) != 0;
        break;
      default:
        break;
    }
  }
}

std::vector<const char*> FunctionsReferredTo(const LoadedObject& object) {
  std::vector<const char*> names;
  const DynamicSection section{object};
  if (section.symbols == nullptr || section.strings == nullptr) return names;
  for (std::size_t i = 1; i < section.UndefinedEnd(); ++i) {
    if (section.symbols[i].st_shndx != SHN_UNDEF) continue;
    names.push_back(section.strings + section.symbols[i].st_name);
  }
  return names;
}

std::string VersionReferredTo(const LoadedObject& object, const char* symbol) {
  const DynamicSection section{object};
  if (section.symbols == nullptr || section.strings == nullptr) return {};
  if (section.versions == nullptr || section.needed_versions == nullptr) return {};
  for (std::size_t i = 1; i < section.UndefinedEnd(); ++i) {
    const ElfW(Sym)& one = section.symbols[i];
    if (std::strcmp(section.strings + one.st_name, symbol) != 0) continue;
    const char* version = NeededVersion(section, section.versions[i] & 0x7fffU);
    return version == nullptr ? "" : version;
  }
  return {};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
