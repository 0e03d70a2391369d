#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// The redacted texts of the statements that were prepared on one connection, by name. Bounded: if
/// there are too many, the one that was not used for the longest time is dropped. Used by the
/// thread that uses the connection.
class PreparedTexts {
 public:
  static constexpr std::size_t kMost = 4096;
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20U;  ///< Of all names and texts.

  PreparedTexts() = default;
  PreparedTexts(const PreparedTexts&) = delete;
  PreparedTexts& operator=(const PreparedTexts&) = delete;

  /// Keeps a text, instead of an earlier one of this name. Throws std::bad_alloc.
  void Keep(std::string_view name, std::string_view text);
  void Forget(std::string_view name) noexcept;
  void Clear() noexcept;
  bool empty() const noexcept { return entries_.empty(); }
  /// Returns the text of a statement, valid until the next change; empty if it is unknown. If texts
  /// were dropped, reports once that this one may be among them.
  std::string_view Find(std::string_view name) noexcept;

 private:
  struct Entry {
    std::string name;
    std::string text;
    std::size_t bytes() const noexcept { return name.size() + text.size(); }
  };
  void DropOldest() noexcept;

  std::list<Entry> entries_;  // begins with the one that was used last
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;  // views of the entries
  std::size_t bytes_ = 0;
  bool dropped_ = false;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
