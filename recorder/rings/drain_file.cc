#include "recorder/rings/drain_file.h"

#include <chrono>
#include <cstdio>
#include <ios>
#include <iostream>

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kSpansPerLine = 512;

/// Reports the losses of a process on standard error.
void ReportLost(const RingReader& reader) {
  const LostCounts lost = reader.lost();
  const auto say = [&reader](const char* what, std::uint64_t count) {
    if (count == 0) return;
    std::cerr << "dbspan-rings: " << Printable(reader.path()) << ": " << what << ": " << count
              << '\n';
  };
  say("spans lost because the file was full", lost.no_room);
  say("spans lost because the process's receiver did not take them", lost.not_exported);
  say("records left out because they are damaged", lost.unreadable);
  say("threads whose records are damaged from some place on; the file is kept", lost.torn);
}

bool Write(const DrainedRequests& drained, Lines& spans, Lines& log_records) {
  return spans.Write(otlp::Message::kTracesRequest, drained.traces) &&
         log_records.Write(otlp::Message::kLogsRequest, drained.logs);
}

}  // namespace

std::int64_t UnixNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string Printable(std::string_view text) {
  std::string printable;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (code >= 0x20 && code != 0x7F) {
      printable += letter;
      continue;
    }
    char escaped[5];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", code);
    printable += escaped;
  }
  return printable;
}

std::string PathFor(const std::string& path, const std::string& signal) {
  if (path.empty()) return {};
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  const bool has_ending = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return has_ending ? path.substr(0, dot) + signal + path.substr(dot) : path + signal;
}

bool Lines::Write(otlp::Message message, const std::string& request) {
  if (request.empty()) return true;
  if (!path_.empty() && !file_.is_open()) file_.open(path_, std::ios::app);
  std::ostream& out = path_.empty() ? std::cout : file_;
  out << otlp::ToJson(message, request) << '\n';
  return static_cast<bool>(out.flush());
}

bool DrainFile(RingReader& reader, bool keep, Lines& spans, Lines& log_records, Lines& metrics) {
  // read first, because an ended process adds no records
  const bool ended = reader.state() != ProcessState::kAlive;
  while (true) {
    const DrainedRequests drained = DrainAsOtlp(reader, kSpansPerLine);
    if (drained.spans + drained.log_records == 0) break;
    if (!Write(drained, spans, log_records)) return false;
  }
  // Totals since recording began. If a running process exports metrics itself, they are left to it.
  if (ended || !reader.process().exports_itself) {
    const std::string request = MetricsAsOtlp(reader, UnixNow());
    if (!metrics.Write(otlp::Message::kMetricsRequest, request)) return false;
  }
  ReportLost(reader);
  if (!ended || keep || reader.Count() != 0 || reader.lost().torn != 0) return true;
  if (!spans.Write(otlp::Message::kTracesRequest, InFlightAsOtlp(reader))) return false;
  reader.Remove();
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
