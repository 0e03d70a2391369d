#include "core/span/return_addresses.h"

#include <elf.h>
#include <link.h>
#include <unistd.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"
#include "core/span/own_stack.h"
#include "core/text/starts_with.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kMostFrames = 48;
constexpr std::size_t kMostKept = 20;  // some are dbspan's own if it is linked statically

using Note = ElfW(Nhdr);

/// A return address and its object. The pointers stay valid while they are read: the object is
/// loaded because its code is on this thread's stack.
struct Frame {
  std::uintptr_t address = 0;            ///< Address of the call.
  std::uintptr_t base = 0;               ///< Load address of the object.
  const char* file = nullptr;            ///< Null: code generated at run time. Empty: the program.
  const ElfW(Phdr) * headers = nullptr;  ///< The program headers of the object.
  int header_count = 0;
  const unsigned char* build_id = nullptr;
  std::uint32_t build_id_size = 0;
};

struct Frames {
  std::array<Frame, kMostFrames> list;
  std::size_t count = 0;
  std::size_t placed = 0;  ///< Number of frames whose object is known.
};

_Unwind_Reason_Code AddFrame(_Unwind_Context* context, void* data) {
  auto& frames = *static_cast<Frames*>(data);
  int before_instruction = 0;
  const std::uintptr_t address = _Unwind_GetIPInfo(context, &before_instruction);
  if (address == 0 || frames.count == kMostFrames) return _URC_END_OF_STACK;
  // The call instruction is before the return address.
  frames.list[frames.count++].address = before_instruction != 0 ? address : address - 1;
  return _URC_NO_REASON;
}

void FindBuildId(Frame& frame) noexcept {
  constexpr std::uint32_t kMostBytes = 64;  // a hash
  const auto padded = [](std::uint32_t size) { return (size + 3U) & ~std::uint32_t{3}; };
  for (int i = 0; i < frame.header_count; ++i) {
    const ElfW(Phdr)& header = frame.headers[i];
    if (header.p_type != PT_NOTE) continue;
    const auto* at = reinterpret_cast<const unsigned char*>(frame.base + header.p_vaddr);
    const auto* const end = at + header.p_memsz;
    while (at + sizeof(Note) <= end) {
      const auto& note = *reinterpret_cast<const Note*>(at);
      const unsigned char* const name = at + sizeof note;
      const unsigned char* const id = name + padded(note.n_namesz);
      const bool whole = note.n_descsz <= static_cast<std::size_t>(end - std::min(id, end));
      const bool of_gnu = whole && note.n_namesz == sizeof ELF_NOTE_GNU &&
                          std::memcmp(name, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0;
      if (of_gnu && note.n_type == NT_GNU_BUILD_ID && note.n_descsz <= kMostBytes) {
        frame.build_id = id;
        frame.build_id_size = note.n_descsz;
        return;
      }
      at = id + padded(note.n_descsz);
    }
  }
}

/// Gives the frames in one object their object. Runs under a lock of the dynamic linker, so it does
/// not read the object, which may not be in memory yet.
int AddObject(dl_phdr_info* info, std::size_t /*size*/, void* data) {
  auto& frames = *static_cast<Frames*>(data);
  const auto covers = [info](std::uintptr_t address) {
    return std::any_of(info->dlpi_phdr, info->dlpi_phdr + info->dlpi_phnum,
                       [&](const ElfW(Phdr) & header) {
                         return header.p_type == PT_LOAD &&
                                address - (info->dlpi_addr + header.p_vaddr) < header.p_memsz;
                       });
  };
  for (std::size_t i = 0; i < frames.count; ++i) {
    Frame& frame = frames.list[i];
    if (frame.file != nullptr || !covers(frame.address)) continue;
    frame.file = info->dlpi_name == nullptr ? "" : info->dlpi_name;
    frame.base = info->dlpi_addr;
    frame.headers = info->dlpi_phdr;
    frame.header_count = info->dlpi_phnum;
    ++frames.placed;
  }
  return frames.placed == frames.count ? 1 : 0;
}

std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('/') + 1); }

[[gnu::noinline, gnu::cold]] const std::string& ProgramName() {
  static const std::string& name = []() -> std::string& {
    std::array<char, PATH_MAX> path{};
    const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
    const std::string_view text{path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    return Leak<std::string>(LastPart(text));
  }();
  return name;
}

std::string_view NameOf(const Frame& frame) {
  return *frame.file == '\0' ? std::string_view{ProgramName()} : LastPart(frame.file);
}

/// Tells whether an object is a library between the application and the server, or a system
/// library. Not taken from the registry of clients: a process may also use libraries that were
/// missing when dbspan was built, and others between them and the application.
bool IsBetween(std::string_view object) {
  constexpr std::string_view kBetween[] = {
      "libdbspan",   "libpq.so",   "libpqxx",   "libhiredis", "libvalkey", "libmysqlclient",
      "libmysqlcpp", "libmariadb", "libredis",  "libstdc++",  "libc++",    "libc.so",
      "libgcc_s",    "libsoci",    "ld-linux",  "libasan",    "libtsan",   "libubsan",
      "liblsan",     "libpthread", "libevent",  "libev.so",   "libuv.so",  "libodb",
      "libsqlpp",    "libQt5Sql",  "libQt6Sql", "libPoco",    "linux-vdso"};
  return std::any_of(std::begin(kBetween), std::end(kBetween),
                     [object](std::string_view name) { return StartsWith(object, name); });
}

void AddBuildId(const Frame& frame, std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  text += '[';
  for (std::uint32_t i = 0; i < frame.build_id_size; ++i) {
    text += kDigits[frame.build_id[i] >> 4U];
    text += kDigits[frame.build_id[i] & 15U];
  }
  text += ']';
}

}  // namespace

std::string ReturnAddresses() {
  const ErrnoGuard errno_guard;
  if (!IsOnOwnStack()) return {};
  Frames frames;
  _Unwind_Backtrace(AddFrame, &frames);
  dl_iterate_phdr(AddObject, &frames);
  std::string text;
  std::array<const Frame*, kMostKept> named{};
  std::size_t kept = 0;
  for (std::size_t i = 0; i < frames.count && kept < kMostKept; ++i) {
    Frame& frame = frames.list[i];
    if (frame.file == nullptr) continue;
    const std::string_view file = NameOf(frame);
    if (IsBetween(file)) continue;
    FindBuildId(frame);
    if (!text.empty()) text += ';';
    text += file;
    // Several objects may have one name, so a name means the last object that was named.
    const auto* const* before = named.data() + kept;
    while (before != named.data() && NameOf(**(before - 1)) != file) --before;
    const bool same = before != named.data() && (*(before - 1))->base == frame.base;
    if (!same) AddBuildId(frame, text);
    named[kept++] = &frame;
    std::array<char, 32> offset{};
    std::snprintf(offset.data(), offset.size(), "+0x%zx", frame.address - frame.base);
    text += offset.data();
  }
  return text;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
