#include "core/interpose/loaded_object.h"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <string_view>

#include "core/interpose/dynamic_section.h"
#include "core/process/never_destroyed.h"
#include "core/text/starts_with.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string_view LastPart(std::string_view file) noexcept {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? file : file.substr(slash + 1);
}

LoadedObject Describe(const dl_phdr_info& info) {
  LoadedObject object;
  object.base = info.dlpi_addr;
  object.file = info.dlpi_name == nullptr ? "" : info.dlpi_name;
  object.begin = UINTPTR_MAX;
  for (int i = 0; i < info.dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info.dlpi_phdr[i];
    const std::uintptr_t begin = object.base + header.p_vaddr;
    if (header.p_type == PT_DYNAMIC) object.dynamic = begin;
    if (header.p_type != PT_LOAD) continue;
    object.begin = std::min(object.begin, begin);
    object.end = std::max(object.end, begin + header.p_memsz);
  }
  return object;
}

// A separate step after Describe: the kernel's own object (linux-vdso) is described too, but its
// dynamic section cannot be read like this.
void ReadSoname(LoadedObject& object) {
  object.soname = LastPart(object.file);
  if (object.file.empty() || StartsWith(object.soname, "linux-")) return;
  const DynamicSection section{object};
  if (section.has_soname && section.strings != nullptr) {
    object.soname = section.strings + section.soname;
  }
}

bool Covers(const dl_phdr_info& info, const void* address) noexcept {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  return std::any_of(info.dlpi_phdr, info.dlpi_phdr + info.dlpi_phnum, [&](const auto& header) {
    return header.p_type == PT_LOAD && at - (info.dlpi_addr + header.p_vaddr) < header.p_memsz;
  });
}

}  // namespace

LoadedObject ObjectAt(const void* address) {
  struct Search {
    const void* address;
    LoadedObject found;
  } search{address, {}};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t /*size*/, void* data) {
        auto& wanted = *static_cast<Search*>(data);
        if (!Covers(*info, wanted.address)) return 0;
        wanted.found = Describe(*info);
        return 1;
      },
      &search);
  if (search.found) ReadSoname(search.found);
  return search.found;
}

const LoadedObject& OwnObject() {
  // Never destroyed: clients are used while the process exits.
  static const auto& own = Leak<LoadedObject>(ObjectAt(reinterpret_cast<const void*>(&OwnObject)));
  return own;
}

std::vector<LoadedObject> AllObjects() {
  std::vector<LoadedObject> objects;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t /*size*/, void* data) {
        static_cast<std::vector<LoadedObject>*>(data)->push_back(Describe(*info));
        return 0;
      },
      &objects);
  for (LoadedObject& object : objects) ReadSoname(object);
  return objects;
}

bool StaysLoaded(const LoadedObject& object) {
  if (object.file.empty() || DynamicSection{object}.no_delete) return true;
  // Follows the needed libraries of the program by name, as the dynamic linker does.
  std::vector<LoadedObject> left = AllObjects();
  std::vector<LoadedObject> reached;
  const auto reach = [&](const auto& is) {
    const auto found = std::find_if(left.begin(), left.end(), is);
    if (found == left.end()) return;
    reached.push_back(std::move(*found));
    left.erase(found);
  };
  reach([](const LoadedObject& one) { return one.file.empty(); });
  for (std::size_t i = 0; i < reached.size(); ++i) {  // NOLINT(modernize-loop-convert): it grows
    const LoadedObject user = reached[i];
    if (user.base == object.base && user.begin == object.begin) return true;
    const DynamicSection section{user};
    const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(user.dynamic);
    for (; entry != nullptr && entry->d_tag != DT_NULL; ++entry) {
      if (entry->d_tag != DT_NEEDED || section.strings == nullptr) continue;
      const char* name = section.strings + entry->d_un.d_val;
      reach([&](const LoadedObject& one) { return one.soname == name || one.file == name; });
    }
  }
  return false;
}

unsigned long long CountUnloads() noexcept {
  unsigned long long count = 0;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t /*size*/, void* data) {
        *static_cast<unsigned long long*>(data) = info->dlpi_subs;
        return 1;
      },
      &count);
  return count;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
