#pragma once

#include <link.h>

#include <cstddef>
#include <cstdint>

#include "core/interpose/loaded_object.h"
#include "dbspan/version.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The parts of an object's dynamic section that symbols are read from.
struct DynamicSection {
  explicit DynamicSection(const LoadedObject& object) noexcept;

  /// Returns the end of the undefined symbols: in DT_GNU_HASH, the symbols that the table does not
  /// list come first.
  std::size_t UndefinedEnd() const noexcept {
    if (gnu_hash != nullptr) return gnu_hash[1];
    return hash == nullptr ? 0 : hash[1];
  }

  const char* strings = nullptr;
  const ElfW(Sym) * symbols = nullptr;
  const std::uint32_t* hash = nullptr;
  const std::uint32_t* gnu_hash = nullptr;
  const ElfW(Half) * versions = nullptr;
  const char* needed_versions = nullptr;
  ElfW(Xword) soname = 0;
  bool has_soname = false;
  bool no_delete = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
