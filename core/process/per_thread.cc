#include "core/process/per_thread.h"

#include <link.h>

#include <cerrno>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Finds the objects that two variables of this thread are in. The C library numbers the objects
/// with thread-local variables in the order it loads them.
struct Search {
  const char* wanted;
  const char* of_c_library;
  std::size_t number_of_wanted = 0;
  std::size_t number_of_c_library = 0;
  bool sees_program = false;  ///< False in a name space of `dlmopen`, which has its own C library.

  static int Look(dl_phdr_info* info, std::size_t /*size*/, void* data) noexcept {
    auto& search = *static_cast<Search*>(data);
    if (info->dlpi_name == nullptr || *info->dlpi_name == '\0') search.sees_program = true;
    if (info->dlpi_tls_data == nullptr) return 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      if (info->dlpi_phdr[i].p_type != PT_TLS) continue;
      const auto* const begin = static_cast<const char*>(info->dlpi_tls_data);
      const char* const end = begin + info->dlpi_phdr[i].p_memsz;
      const auto contains = [&](const char* one) { return one >= begin && one < end; };
      if (contains(search.wanted)) search.number_of_wanted = info->dlpi_tls_modid;
      if (contains(search.of_c_library)) search.number_of_c_library = info->dlpi_tls_modid;
    }
    return 0;
  }
};

}  // namespace

std::ptrdiff_t FindFixedOffset(const void* variable) noexcept {
#if __has_builtin(__builtin_thread_pointer)
  const auto* const wanted = static_cast<const char*>(variable);
  Search search{wanted, reinterpret_cast<const char*>(&errno)};
  dl_iterate_phdr(&Search::Look, &search);
  // The C library is loaded when the program starts, and no library with a lower number later.
  const bool loaded_at_start = search.sees_program && search.number_of_wanted != 0 &&
                               search.number_of_wanted <= search.number_of_c_library;
  if (loaded_at_start) return wanted - static_cast<const char*>(__builtin_thread_pointer());
#endif
  return 0;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
