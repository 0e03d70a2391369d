#include "recorder/export/retry_info.h"

#include <algorithm>
#include <optional>
#include <protozero/pbf_reader.hpp>
#include <string>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kMostDetails = 64 * 1024;
constexpr std::int64_t kLongest = 365 * 24 * 3600;  // longer delays are considered invalid

/// Decodes base64, with or without padding. Returns an empty string if it is malformed.
std::string DecodeBase64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string bytes;
  unsigned bits = 0;
  int known = 0;
  for (const char character : text) {
    const std::size_t value = kAlphabet.find(character);
    if (value == std::string_view::npos) return {};
    bits = bits << 6U | static_cast<unsigned>(value);
    known += 6;
    if (known < 8) continue;
    known -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(known) & 0xFFU);
  }
  return bytes;
}

/// Reads RetryInfo: retry_delay = 1 { seconds = 1, nanos = 2 }.
std::int64_t SecondsOf(protozero::pbf_reader retry_info) {
  std::int64_t seconds = 0;
  bool more = false;
  while (retry_info.next(1)) {
    protozero::pbf_reader delay = retry_info.get_message();
    while (delay.next()) {
      if (delay.tag() == 1) {
        seconds = delay.get_int64();
      } else if (delay.tag() == 2) {
        more = delay.get_int32() > 0;
      } else {
        delay.skip();
      }
    }
  }
  seconds = std::clamp(seconds, std::int64_t{0}, kLongest);
  return std::max(seconds + (more ? 1 : 0), std::int64_t{1});
}

/// Reads Any: type_url = 1, value = 2.
std::optional<std::int64_t> DelayIn(protozero::pbf_reader any) {
  protozero::data_view type;
  protozero::data_view value;
  while (any.next()) {
    if (any.tag() == 1) {
      type = any.get_view();
    } else if (any.tag() == 2) {
      value = any.get_view();
    } else {
      any.skip();
    }
  }
  constexpr std::string_view kType = "/google.rpc.RetryInfo";
  const std::string_view url{type.data(), type.size()};
  if (url.size() < kType.size() || url.substr(url.size() - kType.size()) != kType) return {};
  return SecondsOf(protozero::pbf_reader{value});
}

}  // namespace

std::int64_t RetryDelayOf(std::string_view details) noexcept try {
  if (details.size() > kMostDetails) return 0;
  const std::string status = DecodeBase64(details);
  protozero::pbf_reader reader{status};
  constexpr protozero::pbf_tag_type kDetails = 3;
  while (reader.next(kDetails)) {
    if (const auto delay = DelayIn(reader.get_message())) return *delay;
  }
  return 0;
} catch (...) {  // malformed, or no memory
  return 0;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
