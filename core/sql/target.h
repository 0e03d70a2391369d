#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The name of a table or another target while it is read. It may be a qualified name with blanks
/// around its dots.
class Target {
 public:
  // Written by hand, so that the parts stay uninitialized: with a defaulted constructor compilers
  // clear them all (`rep stos`).
  Target() noexcept {}  // NOLINT(*-use-equals-default)

  bool empty() const noexcept { return count_ == 0; }
  /// Tells whether there is a name that does not end in a point.
  bool complete() const noexcept { return count_ != 0 && !wants_part_; }
  bool wants_part() const noexcept { return wants_part_; }
  /// Tells whether the word may be a modifier such as `ONLY`. It is one if a name follows;
  /// otherwise it is the name.
  bool soft() const noexcept { return soft_; }

  void Begin(std::string_view name, bool soft) noexcept {
    parts_[0] = {name.data(), name.size()};
    count_ = 1;
    wants_part_ = false;
    soft_ = soft;
  }
  void Extend(std::string_view piece) noexcept {
    wants_part_ = piece == ".";
    soft_ = false;
    Part& last = parts_[count_ - 1];
    if (piece.data() == last.begin + last.size) {
      last.size += piece.size();
    } else if (count_ < parts_.size()) {
      parts_[count_++] = {piece.data(), piece.size()};
    }
  }
  void Clear() noexcept {
    count_ = 0;
    wants_part_ = false;
    soft_ = false;
  }
  bool simple() const noexcept { return count_ == 1; }
  /// The first part. Requires a name that is not empty.
  std::string_view first() const noexcept { return {parts_[0].begin, parts_[0].size}; }
  std::string Text() const {
    std::string text;
    for (std::size_t i = 0; i < count_; ++i) text.append(parts_[i].begin, parts_[i].size);
    if (wants_part_ && text.size() > 1) text.pop_back();
    return text;
  }

 private:
  struct Part {
    const char* begin;
    std::size_t size;
  };

  std::array<Part, 8> parts_;
  std::size_t count_ = 0;
  bool wants_part_ = false;
  bool soft_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
