#include "insight/live/command_labels.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/process/thread_end.h"
#include "core/span/command_target.h"
#include "dbspan/detail/kept_text.h"
#include "insight/key_pattern.h"
#include "insight/live/zeroed_digits.h"
#include "insight/verb.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

/// What a command is recognized by, besides its name.
enum class By : std::uint8_t {
  kKey,
  kKeyIfAbsent,  ///< The same for `SET` with NX.
  kText,         ///< The whole text, for commands whose target is not known.
};

struct Remembered {
  std::string name;
  std::string subject;  ///< Key or text, with `0` for each digit.
  std::string label;
  std::uint64_t statement = 0;
  By by = By::kText;
};

/// Bit of a command's hash that tells those that take a lock apart.
constexpr std::uint64_t kOfLock = 2;

constexpr std::size_t kLongestSubject = 128;
constexpr std::size_t kLongestText = 256;

/// The recent labels of one thread, on the heap, because thread-local memory is scarce in plugins.
class Recent {
 public:
  /// Returns the recent labels of this thread; null while the thread ends.
  static Recent* OfThread() {
    if (of_thread_ == nullptr && !gone_) {
      of_thread_ = new Recent;
      static thread_local ThreadEnd end{&Delete};
      end.Await();
    }
    return of_thread_;
  }

  Remembered& PlaceOf(std::string_view name, std::string_view subject) noexcept {
    const auto letters =
        static_cast<unsigned char>(name.front()) + static_cast<unsigned char>(subject.front());
    return labels_[(name.size() + 3 * subject.size() + static_cast<std::size_t>(letters)) %
                   labels_.size()];
  }

 private:
  static void Delete() noexcept {
    gone_ = true;
    delete std::exchange(of_thread_, nullptr);
  }

  inline static thread_local Recent* of_thread_ = nullptr;
  inline static thread_local bool gone_ = false;

  std::array<Remembered, 32> labels_;
};

void MakeLabel(std::string_view name, std::string_view text, SinkSpan::Extra& noted) {
  noted.command.clear();
  insight::AddCommandLabel(name, text, noted.command);
  const bool takes_lock = insight::VerbOfCommand(name, text) != name;
  noted.statement = (std::hash<std::string_view>{}(noted.command) & ~kOfLock) | 1U;
  if (takes_lock) noted.statement |= kOfLock;
}

void MakeLabel(const Operation& operation, SinkSpan::Extra& noted) {
  KeptText text;
  operation.write_text(operation.parsed, kLongestText, text);
  MakeLabel(operation.name, text.view(), noted);
}

// Digits of a key are left in its pattern only in versions such as `v2`, which keys with other
// digits do not share.
bool HasDigit(std::string_view label, std::size_t from) noexcept {
  return std::any_of(label.begin() + static_cast<std::ptrdiff_t>(from), label.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

[[gnu::always_inline]] inline bool SetRemembered(const Remembered& place, std::string_view name,
                                                 std::string_view subject, By by,
                                                 SinkSpan::Extra& noted) {
  if (place.statement == 0 || place.by != by) return false;
  if (!IsZeroed(place.subject, subject) || !AreSame(place.name, name)) return false;
  if (noted.statement == place.statement) return true;  // that of the previous operation
  noted.command = place.label;
  noted.statement = place.statement;
  return true;
}

void Remember(Remembered& place, std::string_view name, std::string_view subject, By by,
              const SinkSpan::Extra& noted) {
  place.statement = 0;
  if (HasDigit(noted.command, name.size())) return;
  place.name = name;
  place.subject = ZeroDigits(subject);
  place.label = noted.command;
  place.by = by;
  place.statement = noted.statement;
}

bool CanBeSubject(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestSubject;
}

void SetLabelByText(std::string_view name, std::string_view text, SinkSpan::Extra& noted) {
  Recent* const recent = CanBeSubject(text) && !name.empty() ? Recent::OfThread() : nullptr;
  if (recent == nullptr) return MakeLabel(name, text, noted);
  Remembered& place = recent->PlaceOf(name, text);
  if (SetRemembered(place, name, text, By::kText, noted)) return;
  MakeLabel(name, text, noted);
  Remember(place, name, text, By::kText, noted);
}

}  // namespace

bool TakesLock(const SinkSpan::Extra& noted) noexcept { return (noted.statement & kOfLock) != 0; }

void SetCommandLabel(const Operation& operation, std::string_view text, SinkSpan::Extra& noted) {
  if (!text.empty()) return SetLabelByText(operation.name, text, noted);
  const CommandTarget target = CommandTarget::Of(operation);
  Recent* const recent = CanBeSubject(target.key) ? Recent::OfThread() : nullptr;
  if (recent == nullptr) {
    KeptText written;
    operation.write_text(operation.parsed, kLongestText, written);
    return SetLabelByText(operation.name, written.view(), noted);
  }
  const By by = target.if_absent ? By::kKeyIfAbsent : By::kKey;
  Remembered& place = recent->PlaceOf(operation.name, target.key);
  if (SetRemembered(place, operation.name, target.key, by, noted)) return;
  MakeLabel(operation, noted);
  Remember(place, operation.name, target.key, by, noted);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
