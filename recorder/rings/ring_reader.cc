#include "recorder/rings/ring_reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "recorder/otlp/encoded.h"
#include "recorder/otlp/fields.h"
#include "recorder/otlp/spans.h"
#include "recorder/rings/layout.h"
#include "recorder/rings/process_files.h"
#include "recorder/rings/ring_view.h"
#include "recorder/scope.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::vector<std::string> SplitArguments(std::string_view text) {
  std::vector<std::string> arguments;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    arguments.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return arguments;
}

bool IsKnownScope(ScopeId scope) noexcept { return scope >= 1 && scope <= ScopeCount(); }

bool EndsWith(std::string_view text, std::string_view end) noexcept {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

std::string ErrorText() { return std::generic_category().message(errno); }

}  // namespace

std::vector<std::string> RingReader::List(const std::string& directory) {
  std::vector<std::string> paths;
  const std::unique_ptr<DIR, int (*)(DIR*)> files{opendir(directory.c_str()), closedir};
  if (files == nullptr) return paths;
  while (const dirent* const entry = readdir(files.get())) {
    if (EndsWith(entry->d_name, kRingSuffix)) paths.push_back(directory + "/" + entry->d_name);
  }
  std::sort(paths.begin(), paths.end());  // the names begin with the time
  return paths;
}

std::unique_ptr<RingReader> RingReader::Open(const std::string& path, std::string& reason,
                                             Owner owner) {
  std::unique_ptr<RingReader> reader{new RingReader};
  reader->path_ = path;
  reader->file_ = open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (reader->file_ < 0) {
    reason = ErrorText();
    return nullptr;
  }
  struct stat status {};
  if (fstat(reader->file_, &status) != 0 || !S_ISREG(status.st_mode)) {
    reason = "no file";
    return nullptr;
  }
  // The owner of the file can truncate it while it is read, which causes a SIGBUS.
  const bool trusted = owner == Owner::kAnybodyForRoot && geteuid() == 0;
  if (status.st_uid != geteuid() && !trusted) {
    reason = "the file is another user's";
    return nullptr;
  }
  reader->inode_ = status.st_ino;
  const auto bytes = static_cast<std::size_t>(status.st_size);
  if (bytes < sizeof(FileHeader)) {
    reason = "the file is too short";
    return nullptr;
  }
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, reader->file_, 0);
  if (memory == MAP_FAILED) {
    reason = ErrorText();
    return nullptr;
  }
  reader->memory_ = memory;
  reader->bytes_ = bytes;
  reader->view_ = RingView::Of(memory, bytes, reason);
  if (reader->view_ == nullptr) return nullptr;
  reader->Describe();
  return reader;
}

void RingReader::Describe() {
  const FileHeader& header = view_->header();
  description_.process = header.process;
  description_.parent = header.parent;
  description_.start = header.process_start;
  description_.recording_since = header.recording_since;
  description_.executable = view_->Executable();
  description_.arguments = SplitArguments(view_->Arguments());
  description_.resource = view_->Resource();
  if (!otlp::IsEncoded(otlp::Part::kResource, description_.resource)) description_.resource.clear();
  description_.exports_itself = header.consumer == Consumer::kProcess;
}

RingReader::~RingReader() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
  if (file_ >= 0) close(file_);
}

ProcessState RingReader::state() const {
  const FileHeader& header = view_->header();
  const std::string process = std::to_string(header.process);
  const std::string name = path_.substr(path_.rfind('/') + 1);
  if (StartTicksOf(process) == header.process_start_ticks && HasMapped(process, inode_, name)) {
    return ProcessState::kAlive;
  }
  return header.state.load() == State::kExited ? ProcessState::kExited : ProcessState::kGone;
}

int RingReader::exit_code() const noexcept {
  const std::uint32_t written = view_->header().exit_code.load();
  return written == 0 || written > 256 ? kNoExitCode : static_cast<int>(written - 1);
}

std::size_t RingReader::Drain(const std::function<bool(const ReadRecord&)>& visit) {
  if (description_.exports_itself && state() == ProcessState::kAlive) return 0;
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) return 0;
  std::size_t count = 0;
  view_->Drain([&](const std::string& record) {
    ReadRecord read{};
    if (!Read(record, read)) {
      ++unreadable_;
      return true;
    }
    if (!visit(read)) return false;
    ++count;
    return true;
  });
  return count;
}

std::size_t RingReader::Count() {
  const bool drained_meanwhile = description_.exports_itself && state() == ProcessState::kAlive;
  std::size_t count = 0;
  view_->Walk([&count](const std::string& /*record*/) {
    ++count;
    return true;
  });
  if (drained_meanwhile) view_->ForgetTorn();
  return count;
}

bool RingReader::Read(const std::string& record, ReadRecord& read) {
  std::memcpy(&read.header, record.data(), sizeof read.header);
  if (!IsKnownScope(read.header.scope)) return false;
  read.particulars = record.data();
  read.thread_name = NameOf(read.header.thread);
  encoded_.clear();
  if (read.header.kind == RecordKind::kLog) {
    ForEachParticular(record.data(),
                      [this](const ParticularView& particular) { encoded_ += particular.text; });
  } else {
    const KnownText* const statement = view_->Statement(read.header.statement);
    const KnownText* const endpoint = view_->Endpoint(read.header.endpoint);
    if (statement != nullptr) read.statement = StatementOf(statement->texts);
    if (endpoint != nullptr) read.endpoint = EndpointOf(endpoint->texts);
    otlp::EncodeSpan(record.data(), statement == nullptr ? "" : statement->fields,
                     endpoint == nullptr ? "" : endpoint->fields, encoded_);
  }
  read.encoded = encoded_;
  const bool log = read.header.kind == RecordKind::kLog;
  return otlp::IsEncoded(log ? otlp::Part::kLogRecord : otlp::Part::kSpan, encoded_);
}

std::string RingReader::NameOf(std::int32_t thread) const {
  std::string name;
  view_->ForEachThread([&](const ThreadBlock& block) {
    if (block.id.load() != thread) return true;
    name.assign(block.name.data(), strnlen(block.name.data(), block.name.size()));
    return false;
  });
  return name;
}

void RingReader::ForEachInFlight(const std::function<void(const ReadInFlight&)>& visit) {
  view_->ForEachInFlight([&](const InFlightCopy& copy) {
    if (!IsKnownScope(copy.scope)) return;
    ReadInFlight read;
    read.trace_id = copy.trace_id;
    read.span_id = copy.span_id;
    read.start = copy.start;
    read.scope = copy.scope;
    read.thread = copy.thread;
    read.thread_name = NameOf(copy.thread);
    const KnownText* const statement = view_->Statement(copy.statement);
    const KnownText* const endpoint = view_->Endpoint(copy.endpoint);
    if (statement != nullptr) read.statement = StatementOf(statement->texts);
    if (endpoint != nullptr) read.endpoint = EndpointOf(endpoint->texts);
    visit(read);
  });
}

void RingReader::ForEachSeries(const std::function<void(const ReadSeries&)>& visit) {
  view_->ForEachSums([&](const SeriesSums& sums) {
    const SeriesKey& key = sums.key;
    const KnownText* const statement = view_->Dimension(key.dimension);
    const KnownText* const endpoint = view_->Endpoint(key.endpoint);
    const KnownText* const status = view_->Status(key.status);
    visit({key.scope, key.overflow,
           endpoint == nullptr ? EndpointTexts{} : EndpointOf(endpoint->texts),
           statement == nullptr ? StatementTexts{} : StatementOf(statement->texts),
           status == nullptr ? StatusTexts{} : StatusOf(status->texts), sums});
  });
}

std::uint64_t RingReader::exported() const noexcept {
  return view_->header().shared.counts.exported.load();
}

LostCounts RingReader::lost() const {
  const CountsBlock& counts = view_->header().shared.counts;
  LostCounts lost;
  lost.no_room = counts.dropped_threadless.load();
  lost.not_exported = counts.dropped_export.load();
  lost.torn = view_->torn();
  lost.unreadable = unreadable_;
  view_->ForEachThread([&lost](const ThreadBlock& thread) {
    lost.no_room += thread.dropped.load();
    return true;
  });
  return lost;
}

bool RingReader::recording() const noexcept { return view_->header().shared.off.load() == 0; }

void RingReader::SwitchRecording(bool on) noexcept { view_->header().shared.off.store(on ? 0 : 1); }

bool RingReader::Remove() { return unlink(path_.c_str()) == 0; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
