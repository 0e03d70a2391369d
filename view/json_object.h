#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "view/attribute_text.h"

namespace dbspan::view {

/// Builds the text of a JSON object, member by member.
class JsonObject {
 public:
  JsonObject& Text(std::string_view key, std::string_view value) {
    return Raw(key, JsonText(value));
  }
  JsonObject& Number(std::string_view key, std::int64_t value) {
    return Raw(key, std::to_string(value));
  }
  JsonObject& Flag(std::string_view key, bool value) { return Raw(key, value ? "true" : "false"); }
  /// Adds a member whose value is the JSON text `json`. Keys are not escaped.
  JsonObject& Raw(std::string_view key, std::string_view json) {
    text_ += text_.size() > 1 ? ",\"" : "\"";
    text_ += key;
    text_ += "\":";
    text_ += json;
    return *this;
  }
  /// Returns the object, which is then used up.
  std::string Done() {
    text_ += '}';
    return std::move(text_);
  }

 private:
  std::string text_ = "{";
};

/// Builds the text of a JSON array from elements that are JSON texts.
class JsonArray {
 public:
  JsonArray& Add(std::string_view json) {
    if (text_.size() > 1) text_ += ',';
    text_ += json;
    return *this;
  }
  JsonArray& AddText(std::string_view text) { return Add(JsonText(text)); }
  /// Returns the array, which is then used up.
  std::string Done() {
    text_ += ']';
    return std::move(text_);
  }

 private:
  std::string text_ = "[";
};

}  // namespace dbspan::view
