#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "view/writer.h"

namespace dbspan::view {

/// Columns of numbers in one byte string, little-endian, each column aligned to 8 bytes. The
/// numbers are made while the columns are written, so that they need no memory.
class PageColumns {
 public:
  /// Takes the numbers of a column.
  template <class Number>
  class Output {
   public:
    explicit Output(const Writer& write) : write_(write) { buffer_.reserve(kBuffer); }
    ~Output() { Flush(); }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void Add(Number number) {
      buffer_.push_back(number);
      if (buffer_.size() == kBuffer) Flush();
    }

   private:
    static constexpr std::size_t kBuffer = 4096;

    void Flush() {
      if (buffer_.empty()) return;
      write_({reinterpret_cast<const char*>(buffer_.data()), buffer_.size() * sizeof(Number)});
      buffer_.clear();
    }

    const Writer& write_;
    std::vector<Number> buffer_;
  };

  /// Adds a column of `length` numbers, which `fill` passes to an Output<Number>.
  template <class Number, class Fill>
  void Add(std::string_view name, const char* type, std::size_t length, Fill fill) {
    size_ += (8 - size_ % 8) % 8;
    if (!index_.empty()) index_ += ',';
    index_ += "\"" + std::string{name} + "\":{\"type\":\"" + type +
              "\",\"offset\":" + std::to_string(size_) + ",\"length\":" + std::to_string(length) +
              "}";
    size_ += length * sizeof(Number);
    columns_.push_back({length * sizeof(Number), [fill = std::move(fill)](const Writer& write) {
                          Output<Number> output{write};
                          fill(output);
                        }});
  }
  /// Returns the members of a JSON object that locates each column: `"span.start":{"type":"f64",
  /// "offset":0,"length":61},…`
  const std::string& index() const { return index_; }
  void WriteTo(const Writer& write) const {
    std::size_t at = 0;
    for (const Column& column : columns_) {
      write(std::string((8 - at % 8) % 8, '\0'));
      at += (8 - at % 8) % 8 + column.size;
      column.fill(write);
    }
  }

 private:
  struct Column {
    std::size_t size = 0;  ///< In bytes.
    std::function<void(const Writer&)> fill;
  };

  std::string index_;
  std::size_t size_ = 0;
  std::vector<Column> columns_;
};

}  // namespace dbspan::view
