#include "core/log/shown_value.h"

#include <algorithm>
#include <cstddef>

#include "core/log/url_secrets.h"
#include "core/sql/utf8.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

const char* ShowValue(std::string_view value, RoomForValue& room) noexcept {
  constexpr std::size_t kMost = 100;
  constexpr std::string_view kCut = "…";
  static_assert(kMost + kCut.size() < std::tuple_size_v<RoomForValue>);
  const std::string_view shown = WriteWithoutUrlSecrets(value, room.data(), room.size());
  std::size_t size = shown.size();
  if (size > kMost) {
    size = sql_text::CutAtCharacter(shown, kMost).size();
    std::copy(kCut.begin(), kCut.end(), room.begin() + size);
    size += kCut.size();
  }
  room[size] = '\0';
  return room.data();
}

std::string ShownValue(std::string_view value) {
  RoomForValue room;
  return ShowValue(value, room);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
