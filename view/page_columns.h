#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::view {

/// Columns of numbers in one byte string, little-endian, each column aligned to 8 bytes.
class PageColumns {
 public:
  template <class Number>
  void Add(std::string_view name, const char* type, const std::vector<Number>& column) {
    bytes_.append((8 - bytes_.size() % 8) % 8, '\0');
    if (!index_.empty()) index_ += ',';
    index_ += "\"" + std::string{name} + "\":{\"type\":\"" + type +
              "\",\"offset\":" + std::to_string(bytes_.size()) +
              ",\"length\":" + std::to_string(column.size()) + "}";
    bytes_.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(Number));
  }
  /// Returns the members of a JSON object that locates each column in `bytes()`:
  /// `"span.start":{"type":"f64","offset":0,"length":61},…`
  const std::string& index() const { return index_; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string index_;
  std::string bytes_;
};

}  // namespace dbspan::view
