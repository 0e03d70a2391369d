#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// One line of dbspan's log, built without allocating: prefix, message, line feed.
///
/// Control characters become blanks, so that the value of an environment variable can neither end
/// the line nor control a terminal. Longer messages are cut, because only a write of up to PIPE_BUF
/// bytes to a pipe is atomic.
class LogLine {
 public:
  explicit LogLine(std::string_view message) noexcept {
    Append(kPrefix);
    const std::size_t room = text_.size() - size_ - 1;
    const bool fits = message.size() <= room;
    if (!fits) message = message.substr(0, room - kCut.size());
    const std::size_t begin = size_;
    Append(message);
    std::replace_if(text_.begin() + begin, text_.begin() + size_, &IsControl, ' ');
    if (!fits) Append(kCut);
    Append("\n");
  }

  std::string_view text() const noexcept { return {text_.data(), size_}; }

 private:
  static constexpr std::string_view kPrefix = "[dbspan] ";
  static constexpr std::string_view kCut = "...";

  static bool IsControl(char character) noexcept {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7F;
  }
  void Append(std::string_view piece) noexcept {
    std::copy(piece.begin(), piece.end(), text_.begin() + size_);
    size_ += piece.size();
  }

  std::array<char, 1024> text_;
  std::size_t size_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
