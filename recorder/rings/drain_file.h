#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/otlp/json.h"
#include "recorder/rings/ring_reader.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the time in Unix nanoseconds.
std::int64_t UnixNow();

/// Returns a text with control characters as \x…, because names are not trusted and a terminal
/// would interpret them.
std::string Printable(std::string_view text);

/// Returns the path of the file for another signal: `orders.logs.json` for `orders.json`.
std::string PathFor(const std::string& path, const std::string& signal);

/// Output of one signal, in lines of OTLP JSON: standard output if the path is empty, else a file
/// that is created at the first write.
class Lines {
 public:
  explicit Lines(std::string path) : path_(std::move(path)) {}

  /// Returns false if the request could not be written.
  bool Write(otlp::Message message, const std::string& request);

 private:
  const std::string path_;
  std::ofstream file_;
};

/// Drains one file. If the process has ended, removes the file after everything was written,
/// including the operations in flight.
/// Returns false if something could not be written. Reports losses on standard error.
bool DrainFile(RingReader& reader, bool keep, Lines& spans, Lines& log_records, Lines& metrics);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
