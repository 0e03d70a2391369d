#include "core/span/called_from.h"

#include <dlfcn.h>
#include <elf.h>
#include <execinfo.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "core/options/environment_reader.h"
#include "dbspan/call_site.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr int kMostFrames = 48;
constexpr std::size_t kMostKept = 12;

bool IsAskedFor() {
  static const bool asked_for = [] {
    const EnvironmentReader reader = EnvironmentReader::OfProcess();
    bool value = false;
    reader.ReadBoolean(reader.Find("DBSPAN_CALL_SITES"), value);
    return value;
  }();
  return asked_for;
}

std::string_view NameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Libraries between the application and the server.
bool IsBetween(std::string_view object) {
  constexpr std::string_view kBetween[] = {
      "libdbspan",   "libpq.so",   "libpqxx",  "libhiredis", "libvalkey", "libmysqlclient",
      "libmysqlcpp", "libmariadb", "libredis", "libstdc++",  "libc.so",   "libgcc_s",
      "libsoci",     "ld-linux",   "libasan",  "libtsan",    "libubsan",  "libpthread"};
  return std::any_of(std::begin(kBetween), std::end(kBetween), [object](std::string_view name) {
    return object.substr(0, name.size()) == name;
  });
}

/// The loaded object with this base address.
struct Object {
  std::uintptr_t base = 0;
  std::string build_id;
};

void ReadBuildId(const dl_phdr_info& info, Object& object) {
  for (int i = 0; i < info.dlpi_phnum; ++i) {
    if (info.dlpi_phdr[i].p_type != PT_NOTE) continue;
    const auto* at =
        reinterpret_cast<const unsigned char*>(info.dlpi_addr) + info.dlpi_phdr[i].p_vaddr;
    const auto* const end = at + info.dlpi_phdr[i].p_memsz;
    const auto padded = [](std::uint32_t size) { return (size + 3U) & ~std::uint32_t{3}; };
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      const auto& note = *reinterpret_cast<const ElfW(Nhdr)*>(at);
      const unsigned char* const text = at + sizeof note + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID && text + note.n_descsz <= end) {
        for (std::uint32_t byte = 0; byte < note.n_descsz; ++byte) {
          std::array<char, 3> digits{};
          std::snprintf(digits.data(), digits.size(), "%02x", text[byte]);
          object.build_id += digits.data();
        }
        return;
      }
      at = text + padded(note.n_descsz);
    }
  }
}

std::string BuildIdOf(std::uintptr_t base) {
  Object object;
  object.base = base;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t /*size*/, void* data) {
        auto& wanted = *static_cast<Object*>(data);
        // An executable that is not position independent has the base 0 here.
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& header = info->dlpi_phdr[i];
          if (header.p_type != PT_LOAD || header.p_offset != 0) continue;
          if (info->dlpi_addr + header.p_vaddr != wanted.base) continue;
          ReadBuildId(*info, wanted);
          return 1;
        }
        return 0;
      },
      &object);
  return object.build_id;
}

std::string Stack() {
  std::array<void*, kMostFrames> frames{};
  const int count = backtrace(frames.data(), kMostFrames);
  std::string text;
  std::string last;
  std::size_t kept = 0;
  for (int i = 0; i < count && kept < kMostKept; ++i) {
    // The call is in front of where it returns to.
    const auto address = reinterpret_cast<std::uintptr_t>(frames[static_cast<std::size_t>(i)]) - 1;
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(address), &info) == 0 || info.dli_fname == nullptr) continue;
    const std::string name{NameOf(info.dli_fname)};
    if (IsBetween(name)) continue;
    const auto base = reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    std::array<char, 32> offset{};
    std::snprintf(offset.data(), offset.size(), "+0x%zx", address - base);
    if (!text.empty()) text += ';';
    text += name;
    if (name != last) text += '[' + BuildIdOf(base) + ']';
    text += offset.data();
    last = name;
    ++kept;
  }
  return text;
}

}  // namespace

std::string CalledFrom::Text() const {
  if (file.empty()) return stack;
  return function + ", " + std::string{NameOf(file)} + ':' + std::to_string(line);
}

CalledFrom FindCalledFrom() {
  CalledFrom from;
  if (const CallSite* const site = CallSite::Innermost()) {
    from.function = site->function();
    from.file = site->file();
    from.line = site->line();
  } else if (IsAskedFor()) {
    from.stack = Stack();
  }
  return from;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
