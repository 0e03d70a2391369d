#include "recorder/export/variables.h"

#include "core/text/starts_with.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

int HexDigit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Variables::Variables(const Lookup& lookup)
    : lookup_(lookup), reader_(lookup, [this](const std::string& text) { Complain(text); }) {}

std::optional<std::string> Variables::Text(const std::string& name) const {
  const char* const value = lookup_(name.c_str());
  if (value == nullptr) return std::nullopt;
  std::string text{Trim(value)};
  if (text.empty()) return std::nullopt;
  return text;
}

void Variables::Text(const std::string& name, std::string& value) const {
  if (auto text = Text(name)) value = std::move(*text);
}

void Variables::Flag(const std::string& name, bool& value) {
  if (StartsWith(name, "OTEL_")) {
    if (reader_.Find(name)) value = reader_.IsTrue(name);
  } else {
    reader_.ReadBoolean(reader_.Find(name), value);
  }
}

void Variables::Number(const std::string& name, std::int64_t least, std::int64_t& value,
                       std::int64_t most) {
  const std::string accepted =
      "a number from " + std::to_string(least) + " to " + std::to_string(most);
  value = reader_.Number(reader_.Find(name), least, most, accepted).value_or(value);
}

void Variables::Milliseconds(const std::string& name, std::chrono::milliseconds& value,
                             std::int64_t least) {
  std::int64_t number = value.count();
  Number(name, least, number);
  value = std::chrono::milliseconds{number};
}

void Variables::Timeout(const std::string& name, std::chrono::milliseconds& value) {
  const auto variable = reader_.Find(name);
  if (const auto timeout = reader_.Timeout(variable)) value = *timeout;
}

void Variables::Fraction(const std::string& name, double& value) {
  value = reader_.Fraction(reader_.Find(name)).value_or(value);
}

void Variables::Complain(const std::string& name, const std::string& value,
                         const std::string& accepted) {
  reader_.Reject({name, value}, accepted);
}

void Variables::Complain(std::string complaint) {
  if (std::find(complaints_.begin(), complaints_.end(), complaint) == complaints_.end()) {
    complaints_.push_back(std::move(complaint));
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
