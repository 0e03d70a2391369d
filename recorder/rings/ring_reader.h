#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recorder/record.h"
#include "recorder/series.h"
#include "recorder/texts.h"

/// Reads the ring files of other processes, living and dead (docs/flight-recorder.md).
///
/// Nothing in a file is trusted: every number is checked, torn records are left out.
namespace dbspan::recorder::rings {

class RingView;

/// What a ring file says of its process.
struct ProcessDescription {
  std::int32_t process = 0;
  std::int32_t parent = 0;
  std::int64_t start = 0;              ///< Of the process, Unix nanoseconds.
  std::int64_t recording_since = 0;    ///< Unix nanoseconds.
  std::string executable;              ///< A path.
  std::vector<std::string> arguments;  ///< Empty unless `DBSPAN_RING_ARGUMENTS` was set.
  std::string resource;                ///< An encoded resource.v1.Resource.
  bool exports_itself = false;         ///< Then a reader gets what is left when it has died.
};

enum class ProcessState : std::uint8_t {
  kAlive,   ///< It runs, and is the program that made the file.
  kExited,  ///< It called `exit` or returned from `main`.
  kGone,    ///< It was killed, called `_exit`, or executed another program.
};

/// The exit code of a process is not known.
inline constexpr int kNoExitCode = -1;

/// A finished operation, or a log record. Views are valid during the call only.
struct ReadRecord {
  RecordHeader header;
  EndpointTexts endpoint;    ///< Empty for log records.
  StatementTexts statement;  ///< The same.
  const char* particulars;   ///< For `ForEachParticular`: the record as it lies, checked.
  /// Encoded fields of a trace.v1.Span or logs.v1.LogRecord.
  std::string_view encoded;
  std::string thread_name;  ///< Of the thread `header.thread`, which started it, if it is known.
};

/// An operation under way, or one that was when the process died.
struct ReadInFlight {
  TraceId trace_id{};
  SpanId span_id{};
  std::int64_t start = 0;  ///< Unix nanoseconds.
  ScopeId scope = 0;
  EndpointTexts endpoint;
  StatementTexts statement;
  std::int32_t thread = 0;  ///< The system's number of the thread that started it.
  std::string thread_name;
};

/// What one thread has measured of one series since recording began. Views are valid during the
/// call only.
struct ReadSeries {
  ScopeId scope = 0;
  bool overflow = false;  ///< It came after the limit; of the endpoint only the system is left.
  EndpointTexts endpoint;
  StatementTexts statement;  ///< Without its name and text.
  StatusTexts status;
  const SeriesSums& sums;
};

/// What was recorded and cannot be read.
struct LostCounts {
  std::uint64_t no_room = 0;       ///< Dropped by the process: its memory was full.
  std::uint64_t not_exported = 0;  ///< Of a process that exports itself: refused by the receiver.
  std::uint64_t unreadable = 0;    ///< Taken out by this reader, and not understood.
  /// Threads whose records end in something that is none: nobody knows how many there were.
  std::uint64_t torn = 0;
};

class RingReader {
 public:
  /// Whose files are opened.
  enum class Owner : std::uint8_t {
    kThisUser,
    kAnybodyForRoot,  ///< For root, who names the file: its owner can end the reader by a SIGBUS.
  };

  /// The ring files of a directory, oldest first.
  static std::vector<std::string> List(const std::string& directory);
  /// Returns null, and why, if that is no ring file, of another version, or of another user.
  static std::unique_ptr<RingReader> Open(const std::string& path, std::string& reason,
                                          Owner owner = Owner::kThisUser);
  RingReader(const RingReader&) = delete;
  RingReader& operator=(const RingReader&) = delete;
  ~RingReader();

  const std::string& path() const noexcept { return path_; }
  const ProcessDescription& process() const noexcept { return description_; }
  /// Looks at the process now.
  ProcessState state() const;
  /// What the process gave to `exit` or returned from `main`, 0 to 255; else kNoExitCode. Only the
  /// preloaded library writes it down.
  int exit_code() const noexcept;

  /// Takes all records out, oldest first for each thread, and returns how many. False from `visit`
  /// stops; that record stays. One reader at a time: another one gets nothing, and neither does
  /// anybody as long as a process lives that exports itself. Ask for the state first, and once more
  /// after it was not `kAlive`, to get everything.
  std::size_t Drain(const std::function<bool(const ReadRecord&)>& visit);
  /// The number of records that `Drain` would take out.
  std::size_t Count();
  void ForEachInFlight(const std::function<void(const ReadInFlight&)>& visit);
  /// Measurements as they are now: they stay in the file. A series comes once for each thread.
  void ForEachSeries(const std::function<void(const ReadSeries&)>& visit);
  LostCounts lost() const;
  /// Spans that the process has exported.
  std::uint64_t exported() const noexcept;

  bool recording() const noexcept;         ///< Tells whether it is switched on.
  void SwitchRecording(bool on) noexcept;  ///< For operations that start from now on.
  /// Removes the file. Returns false if that is not possible.
  bool Remove();

 private:
  RingReader() = default;
  void Describe();
  bool Read(const std::string& record, ReadRecord& read);
  std::string NameOf(std::int32_t thread) const;

  std::string path_;
  int file_ = -1;
  ino_t inode_ = 0;
  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
  std::unique_ptr<RingView> view_;
  ProcessDescription description_;
  std::string encoded_;
  std::uint64_t unreadable_ = 0;
};

/// Encoded requests of what is drained, to be sent or written as OTLP JSON.
struct DrainedRequests {
  std::string traces;  ///< An ExportTraceServiceRequest; empty: no spans.
  std::string logs;    ///< An ExportLogsServiceRequest.
  std::size_t spans = 0;
  std::size_t log_records = 0;
};
/// Whether spans say which thread started them: `thread.id`, and `thread.name` if it is known.
enum class ThreadAttributes : std::uint8_t { kNo, kYes };
/// Drains at most `most` records.
DrainedRequests DrainAsOtlp(RingReader& reader, std::size_t most,
                            ThreadAttributes threads = ThreadAttributes::kNo);
/// An ExportTraceServiceRequest of what is under way: spans without an end.
std::string InFlightAsOtlp(RingReader& reader, ThreadAttributes threads = ThreadAttributes::kNo);
/// An ExportMetricsServiceRequest of all that was measured from the start of recording until `now`,
/// in Unix nanoseconds; empty: nothing.
std::string MetricsAsOtlp(RingReader& reader, std::int64_t now);

}  // namespace dbspan::recorder::rings
