#include "recorder/rings/ring_reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "recorder/otlp/encoded.h"
#include "recorder/rings/layout.h"
#include "recorder/rings/process_files.h"
#include "recorder/rings/ring_view.h"

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
