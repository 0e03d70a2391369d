#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "recorder/record.h"
#include "recorder/series.h"
#include "recorder/texts.h"

/// Reads the ring files of other processes, running or ended (docs/flight-recorder.md).
///
/// Files are not trusted: every number is checked, and torn records are skipped.
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

class RingView;

/// Description of a process in its ring file.
struct ProcessDescription {
  std::int32_t process = 0;
  std::int32_t parent = 0;
  std::int64_t start = 0;              ///< Start of the process, in Unix nanoseconds.
  std::int64_t recording_since = 0;    ///< Unix nanoseconds.
  std::string executable;              ///< A path.
  std::vector<std::string> arguments;  ///< Empty unless `DBSPAN_RING_ARGUMENTS` was set.
  std::string resource;                ///< An encoded resource.v1.Resource.
  /// If true, a reader only gets the rest, after the process has ended.
  bool exports_itself = false;
};

enum class ProcessState : std::uint8_t {
  kAlive,   ///< It runs, and still executes the program that created the file.
  kExited,  ///< It called `exit` or returned from `main`.
  kGone,    ///< It was killed, called `_exit`, or executed another program.
};

/// The exit code of a process is unknown.
inline constexpr int kNoExitCode = -1;

/// A finished operation or a log record. Views are valid during the call only.
struct ReadRecord {
  RecordHeader header;
  EndpointTexts endpoint;    ///< Empty for log records.
  StatementTexts statement;  ///< Empty for log records.
  const char* particulars;   ///< The complete, checked record, for `ForEachParticular`.
  /// Encoded fields of a trace.v1.Span or logs.v1.LogRecord.
  std::string_view encoded;
  /// Name of the thread `header.thread`, which started the operation; empty if unknown.
  std::string thread_name;
};

/// An operation in flight, or one that was in flight when the process ended.
struct ReadInFlight {
  TraceId trace_id{};
  SpanId span_id{};
  std::int64_t start = 0;  ///< Unix nanoseconds.
  ScopeId scope = 0;
  EndpointTexts endpoint;
  StatementTexts statement;
  std::int32_t thread = 0;  ///< Kernel thread id of the thread that started it.
  std::string thread_name;
};

/// Sums of one thread for one series since recording began. Views are valid during the call only.
struct ReadSeries {
  ScopeId scope = 0;
  /// The series for everything above the limit; its endpoint contains only the system.
  bool overflow = false;
  EndpointTexts endpoint;
  StatementTexts statement;  ///< Without its name and text.
  StatusTexts status;
  const SeriesSums& sums;
};

/// Numbers of records that were lost.
struct LostCounts {
  std::uint64_t no_room = 0;  ///< Dropped by the process because its memory was full.
  /// Dropped by a process that exports itself, because the receiver refused them.
  std::uint64_t not_exported = 0;
  std::uint64_t unreadable = 0;  ///< Removed by this reader, but not readable.
  /// Threads whose queue ends with an invalid record; the number of lost records is unknown.
  std::uint64_t torn = 0;
};

class RingReader {
 public:
  /// Users whose files may be opened.
  enum class Owner : std::uint8_t {
    kThisUser,
    /// For root, who names the file. Its owner can crash the reader with a SIGBUS.
    kAnybodyForRoot,
  };

  /// Returns the paths of the ring files of a directory, oldest first.
  static std::vector<std::string> List(const std::string& directory);
  /// Returns null and the reason if the file is not a ring file, has another version, or belongs to
  /// another user.
  static std::unique_ptr<RingReader> Open(const std::string& path, std::string& reason,
                                          Owner owner = Owner::kThisUser);
  RingReader(const RingReader&) = delete;
  RingReader& operator=(const RingReader&) = delete;
  ~RingReader();

  const std::string& path() const noexcept { return path_; }
  const ProcessDescription& process() const noexcept { return description_; }
  /// Returns the current state of the process.
  ProcessState state() const;
  /// Returns the exit code, 0 to 255, if the process called `exit` or returned from `main`;
  /// otherwise kNoExitCode. Only the preloaded library records it.
  int exit_code() const noexcept;

  /// Removes records from the queues, oldest first for each thread, until `visit` returns false;
  /// that record stays. Returns the number of removed records. While another reader drains, it
  /// removes nothing; likewise while the process runs and exports itself. To get all records, call
  /// `state` first, and drain once more after it returned another value than `kAlive`.
  std::size_t Drain(const std::function<bool(const ReadRecord&)>& visit);
  /// Returns the number of records that `Drain` would remove.
  std::size_t Count();
  void ForEachInFlight(const std::function<void(const ReadInFlight&)>& visit);
  /// Visits the current metric sums, which stay in the file. A series is visited once for each
  /// thread.
  void ForEachSeries(const std::function<void(const ReadSeries&)>& visit);
  LostCounts lost() const;
  /// Returns the number of spans that the process has exported.
  std::uint64_t exported() const noexcept;

  bool recording() const noexcept;         ///< Returns whether recording is switched on.
  void SwitchRecording(bool on) noexcept;  ///< Affects operations that start afterwards.
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

/// Encoded requests made of drained records, to be sent or written as OTLP JSON.
struct DrainedRequests {
  std::string traces;  ///< An ExportTraceServiceRequest; empty if there are no spans.
  std::string logs;    ///< An ExportLogsServiceRequest.
  std::size_t spans = 0;
  std::size_t log_records = 0;
};
/// Whether spans get attributes for the thread that started them: `thread.id`, and `thread.name` if
/// it is known.
enum class ThreadAttributes : std::uint8_t { kNo, kYes };
/// Drains at most `most` records, and returns them as requests.
DrainedRequests DrainAsOtlp(RingReader& reader, std::size_t most,
                            ThreadAttributes threads = ThreadAttributes::kNo);
/// Returns an ExportTraceServiceRequest of the operations in flight: spans without an end.
std::string InFlightAsOtlp(RingReader& reader, ThreadAttributes threads = ThreadAttributes::kNo);
/// Returns an ExportMetricsServiceRequest of everything measured from the start of recording until
/// `now`, in Unix nanoseconds; empty if there is nothing.
std::string MetricsAsOtlp(RingReader& reader, std::int64_t now);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
