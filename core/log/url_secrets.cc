#include "core/log/url_secrets.h"

#include <algorithm>
#include <cstddef>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kBetweenWords = " \t\r\n\"'`<>";

// A text after the last colon that is no port may be a password, after a user.
bool HasNumericPort(std::string_view server) noexcept {
  const std::size_t colon = server.rfind(':');
  if (colon == std::string_view::npos || server.back() == ']') return true;
  const std::string_view port = server.substr(colon + 1);
  return std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A text in memory of the caller, which takes no more than fits.
class BoundedText {
 public:
  BoundedText(char* room, std::size_t size) noexcept : room_(room), left_(size) {}
  BoundedText& operator+=(std::string_view piece) noexcept {
    piece = piece.substr(0, left_);
    std::copy(piece.begin(), piece.end(), room_ + size_);
    size_ += piece.size();
    left_ -= piece.size();
    return *this;
  }
  std::string_view view() const noexcept { return {room_, size_}; }

 private:
  char* const room_;
  std::size_t size_ = 0;
  std::size_t left_;
};

template <class Text>
void AppendShown(std::string_view word, Text& text) {
  constexpr std::string_view kBehindScheme = "://";
  constexpr auto kNone = std::string_view::npos;
  const std::size_t scheme = word.find(kBehindScheme);
  const std::size_t begin = scheme == kNone ? 0 : scheme + kBehindScheme.size();
  if (scheme == kNone && word.find('@') == kNone) {
    text += word;
    return;
  }
  const std::string_view rest = word.substr(begin);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view behind = rest.substr(end);
  const bool starts_with_scheme = word.substr(0, begin).find('@') == kNone;
  if (starts_with_scheme) text += word.substr(0, begin);
  std::string_view server = rest.substr(0, end);
  server.remove_prefix(server.rfind('@') + 1);  // npos + 1 is 0
  if (!starts_with_scheme || behind.find('@') != kNone || !HasNumericPort(server)) {
    text += "…";
    return;
  }
  text += server;
  text += behind.substr(0, behind.find_first_of("?#"));
}

template <class Text>
void AppendWithoutSecrets(std::string_view text, Text& shown) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kBetweenWords), text.size());
    AppendShown(text.substr(0, end), shown);
    const std::size_t next = std::min(text.find_first_not_of(kBetweenWords, end), text.size());
    shown += text.substr(end, next - end);
    text.remove_prefix(next);
  }
}

}  // namespace

std::string WithoutUrlSecrets(std::string_view text) {
  std::string shown;
  AppendWithoutSecrets(text, shown);
  return shown;
}

std::string_view WriteWithoutUrlSecrets(std::string_view text, char* room,
                                        std::size_t size) noexcept {
  BoundedText shown{room, size};
  AppendWithoutSecrets(text, shown);
  return shown.view();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
