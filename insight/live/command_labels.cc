#include "insight/live/command_labels.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>

#include "insight/key_pattern.h"
#include "insight/live/zeroed_digits.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

struct Remembered {
  std::string name;
  std::string text;  ///< With `0` for each digit.
  std::string label;
  std::uint64_t statement = 0;
};

/// The recent labels of one thread, on the heap, because thread-local memory is scarce in plugins.
class Recent {
 public:
  static constexpr std::size_t kLongestText = 128;

  /// Returns the recent labels of this thread; null while the thread ends.
  static Recent* OfThread() {
    if (of_thread_ == nullptr && !gone_) {
      static thread_local const Deletion deletion;
      of_thread_ = new Recent;
    }
    return of_thread_;
  }

  Remembered& PlaceOf(std::string_view name, std::string_view text) noexcept {
    // The first letters of command and key.
    const auto letters =
        static_cast<unsigned char>(text.front()) +
        static_cast<unsigned char>(text[std::min(name.size() + 1, text.size() - 1)]);
    return labels_[(name.size() + 3 * text.size() + static_cast<std::size_t>(letters)) %
                   labels_.size()];
  }

 private:
  struct Deletion {
    Deletion() = default;
    Deletion(const Deletion&) = delete;
    Deletion& operator=(const Deletion&) = delete;
    ~Deletion() {
      gone_ = true;
      delete of_thread_;
      of_thread_ = nullptr;
    }
  };

  inline static thread_local Recent* of_thread_ = nullptr;
  inline static thread_local bool gone_ = false;

  std::array<Remembered, 16> labels_;
};

void MakeLabel(std::string_view name, std::string_view text, SinkSpan::Extra& noted) {
  noted.command.clear();
  insight::AddCommandLabel(name, text, noted.command);
  noted.statement = std::hash<std::string_view>{}(noted.command) | 1U;
}

// Digits of a key are left in its pattern only in versions such as `v2`, which keys with other
// digits do not share.
bool HasDigit(std::string_view label, std::size_t from) noexcept {
  return std::any_of(label.begin() + static_cast<std::ptrdiff_t>(from), label.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void SetCommandLabel(std::string_view name, std::string_view text, SinkSpan::Extra& noted) {
  Recent* const recent =
      text.empty() || text.size() > Recent::kLongestText ? nullptr : Recent::OfThread();
  if (recent == nullptr) return MakeLabel(name, text, noted);
  Remembered& place = recent->PlaceOf(name, text);
  if (place.statement != 0 && IsZeroed(place.text, text) && AreSame(place.name, name)) {
    if (noted.statement != place.statement) noted.command = place.label;
    noted.statement = place.statement;
    return;
  }
  MakeLabel(name, text, noted);
  place.statement = 0;
  if (HasDigit(noted.command, name.size())) return;
  place.name = name;
  place.text = ZeroDigits(text);
  place.label = noted.command;
  place.statement = noted.statement;
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
