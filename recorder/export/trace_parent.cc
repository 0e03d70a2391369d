#include "recorder/export/trace_parent.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace trace = opentelemetry::trace;

constexpr std::size_t kLength = 55;  // 00-<32>-<16>-<2>

int DigitOf(char letter) noexcept {
  if (letter >= '0' && letter <= '9') return letter - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

template <std::size_t kBytes>
bool DecodeHex(std::string_view text, std::array<std::uint8_t, kBytes>& bytes) noexcept {
  for (std::size_t i = 0; i < kBytes; ++i) {
    const int high = DigitOf(text[2 * i]);
    const int low = DigitOf(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

}  // namespace

std::optional<trace::SpanContext> DecodeTraceparent(std::string_view text) {
  if (text.size() < kLength || text[2] != '-' || text[35] != '-' || text[52] != '-') return {};
  std::array<std::uint8_t, 1> version{};
  std::array<std::uint8_t, 16> trace_id{};
  std::array<std::uint8_t, 8> span_id{};
  std::array<std::uint8_t, 1> flags{};
  if (!DecodeHex(text, version) || !DecodeHex(text.substr(3), trace_id) ||
      !DecodeHex(text.substr(36), span_id) || !DecodeHex(text.substr(53), flags)) {
    return {};
  }
  if (version[0] == 0xFF || (version[0] == 0 && text.size() != kLength)) return {};
  if (text.size() > kLength && text[kLength] != '-') return {};
  const trace::SpanContext parent{
      trace::TraceId{opentelemetry::nostd::span<const std::uint8_t, 16>{trace_id.data(), 16}},
      trace::SpanId{opentelemetry::nostd::span<const std::uint8_t, 8>{span_id.data(), 8}},
      trace::TraceFlags{flags[0]}, true};
  if (!parent.IsValid()) return {};
  return parent;
}

std::optional<trace::SpanContext> ReadTraceparent(Variables& variables) {
  const auto propagators = variables.ChooseList<bool>("OTEL_PROPAGATORS", {{"tracecontext", true},
                                                                           {"baggage", false},
                                                                           {"b3", false},
                                                                           {"b3multi", false},
                                                                           {"jaeger", false},
                                                                           {"none", false}});
  const bool by_default = !propagators || propagators->empty();
  const bool reads =
      by_default || std::find(propagators->begin(), propagators->end(), true) != propagators->end();
  const auto text = variables.Text("TRACEPARENT");
  return text && reads ? DecodeTraceparent(*text) : std::nullopt;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
