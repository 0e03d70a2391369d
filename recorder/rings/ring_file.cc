#include "recorder/rings/ring_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>
#include <string_view>
#include <system_error>

#include "core/log/log_once.h"
#include "recorder/rings/pages.h"
#include "recorder/rings/process_files.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23  // Linux 5.14
#endif

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::uint64_t kTextStep = 65536;

std::uint64_t RoundUp(std::uint64_t value, std::uint64_t to) noexcept {
  return (value + to - 1) / to * to;
}

std::int64_t Now(clockid_t clock) noexcept {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::string ErrorText(int error) { return std::generic_category().message(error); }

/// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const noexcept { return number_; }

 private:
  const int number_;
};

// Returns whether only this user can write to the directory. Otherwise another user could replace
// our files.
bool IsOurs(int directory, std::string& reason) {
  struct stat status {};
  if (fstat(directory, &status) != 0 || status.st_uid != geteuid() || (status.st_mode & 077) != 0) {
    reason = "the directory must be this user's, with mode 0700";
    return false;
  }
  return true;
}

std::size_t PageBytes() noexcept { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

// Allocates the pages of new memory, so that missing space is an error here instead of a SIGBUS
// later. A page may be larger than the memory and than a chunk.
bool Populate(void* memory, std::size_t bytes) noexcept {
  const int before = errno;
  const Pages pages = PagesAround(memory, bytes, PageBytes());
  const bool done = madvise(pages.begin, pages.bytes, MADV_POPULATE_WRITE) == 0;
  errno = before;
  return done;
}

bool PopulateChunk(void* chunk) { return Populate(chunk, Arena::kChunkBytes); }

/// Determines the offsets and sizes of all parts of the file.
void LayOut(const RingSettings& settings, FileHeader& header) {
  const std::uint64_t page = PageBytes();
  std::uint64_t end = RoundUp(sizeof(FileHeader), page);
  const auto take = [&end](std::uint64_t bytes) {
    const Extent extent{end, bytes};
    end = RoundUp(end + bytes, 64);
    return extent;
  };
  const std::uint64_t chunks = settings.bytes / Arena::kChunkBytes;
  header.resource = take(kMostDescribed);
  header.executable = take(PATH_MAX);
  header.arguments = take(settings.arguments ? kMostDescribed : 0);
  header.next = take(chunks * sizeof(std::uint32_t));
  header.endpoints = take((kMostEndpoints + 1) * sizeof(std::uint32_t));
  header.statements = take((kMostStatements + 1) * sizeof(std::uint32_t));
  header.dimensions = take((kMostDimensions + 1) * sizeof(std::uint32_t));
  header.statuses = take((kMostStatuses + 1) * sizeof(std::uint32_t));
  end = RoundUp(end, page);
  header.texts = take(RoundUp(settings.text_bytes, kTextStep));
  end = RoundUp(end, Arena::kChunkBytes);
  header.arena = take(chunks * Arena::kChunkBytes);
  header.file_bytes = end;
  header.version = kVersion;
  header.header_bytes = sizeof(FileHeader);
  header.chunk_bytes = Arena::kChunkBytes;
  header.shared.arena.chunks = static_cast<std::uint32_t>(chunks);
}

// Returns true if the process may have files of this size. A larger one would end it by SIGXFSZ.
bool MayBeAsLargeAs(std::uint64_t bytes) {
  rlimit limit{};
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
         limit.rlim_cur >= bytes;
}

}  // namespace

std::unique_ptr<RingFile> RingFile::Make(const RingSettings& settings, const std::string& resource,
                                         std::string& reason) {
  mkdir(settings.directory.c_str(), 0700);
  const Descriptor directory{
      open(settings.directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (directory.number() < 0) {
    reason = ErrorText(errno);
    return nullptr;
  }
  if (!IsOurs(directory.number(), reason)) return nullptr;
  std::unique_ptr<RingFile> made{new RingFile};
  if (!made->Map(directory.number(), settings, reason)) return nullptr;
  made->Describe(settings, resource);
  return made;
}

bool RingFile::Map(int directory, const RingSettings& settings, std::string& reason) {
  FileHeader layout{};
  LayOut(settings, layout);
  if (!MayBeAsLargeAs(layout.file_bytes)) {
    reason = ErrorText(EFBIG) + " (ulimit -f)";
    return false;
  }
  const std::string name = std::to_string(Now(CLOCK_REALTIME)) + "-" + std::to_string(getpid()) +
                           std::string{kRingSuffix};
  const Descriptor file{
      openat(directory, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (file.number() < 0) {
    reason = ErrorText(errno);
    return false;
  }
  const bool usable = [&] {
    fchmod(file.number(), 0600);  // independent of the umask
    const std::uint64_t first = layout.texts.offset + kTextStep;
    int error = posix_fallocate(file.number(), 0, static_cast<off_t>(first));
    if (error == 0 && ftruncate(file.number(), static_cast<off_t>(layout.file_bytes)) != 0) {
      error = errno;
    }
    if (error != 0) {
      reason = ErrorText(error);
      return false;
    }
    void* const memory =
        mmap(nullptr, layout.file_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
    if (memory == MAP_FAILED) {
      reason = ErrorText(errno);
      return false;
    }
    bytes_ = layout.file_bytes;
    header_ = static_cast<FileHeader*>(memory);
    texts_ready_ = kTextStep;
    return Reserve(file.number(), bytes_, reason);
  }();
  if (!usable) {
    unlinkat(directory, name.c_str(), 0);
    return false;
  }
  char* const resolved = realpath(settings.directory.c_str(), nullptr);
  path_ = (resolved != nullptr ? resolved : settings.directory) + ("/" + name);
  std::free(resolved);
  return true;
}

// Reserves memory for the header; further memory is reserved before its first use. Reserves all
// memory now if the kernel does not support that.
bool RingFile::Reserve(int file, std::size_t bytes, std::string& reason) {
  if (Populate(header_, sizeof(FileHeader))) return true;
  if (const int error = posix_fallocate(file, 0, static_cast<off_t>(bytes))) {
    reason = ErrorText(error);
    return false;
  }
  reserved_ = true;
  return true;
}

void RingFile::Describe(const RingSettings& settings, const std::string& resource) {
  new (header_) FileHeader{};
  LayOut(settings, *header_);
  header_->texts_used = sizeof(std::uint64_t);  // offset 0 stands for no text
  const auto write = [this](Extent& room, std::string_view text) {
    room.bytes = text.size() <= room.bytes ? text.size() : 0;
    std::memcpy(At(room.offset), text.data(), room.bytes);
  };
  write(header_->resource, resource);
  write(header_->executable, ReadLink("/proc/self/exe"));
  write(header_->arguments,
        settings.arguments ? ReadFile("/proc/self/cmdline", kMostDescribed) : std::string{});
  header_->process = getpid();
  header_->parent = getppid();
  header_->process_start_ticks = StartTicksOf("self");
  const std::int64_t ago =
      Now(CLOCK_BOOTTIME) - static_cast<std::int64_t>(header_->process_start_ticks) *
                                (1'000'000'000 / sysconf(_SC_CLK_TCK));
  header_->recording_since = Now(CLOCK_REALTIME);
  header_->process_start = header_->recording_since - std::max<std::int64_t>(ago, 0);
  header_->consumer = settings.consumer;
  header_->state.store(State::kRecording);
  std::atomic_thread_fence(std::memory_order_release);
  header_->magic = kMagic;
}

RingFile::~RingFile() {
  if (header_ != nullptr) munmap(header_, bytes_);
}

SharedMemory RingFile::memory() const noexcept {
  SharedMemory memory{};
  memory.block = &header_->shared;
  memory.arena = {&header_->shared.arena,
                  reinterpret_cast<std::atomic<std::uint32_t>*>(At(header_->next.offset)),
                  At(header_->arena.offset), reserved_ ? nullptr : PopulateChunk};
  return memory;
}

void RingFile::KeepTexts(Texts& texts) {
  texts.Observe({&endpoints_, &statements_, &dimensions_, &statuses_});
}

void RingFile::KeepText(const Extent& directory, TextId id, const InternedEntry& entry) noexcept {
  if (process() != getpid()) return;  // a forked child in which no fork handlers ran
  auto* const offsets = reinterpret_cast<std::atomic<std::uint32_t>*>(At(directory.offset));
  // the id is of a later generation; the file stores only the first one
  if (id >= directory.bytes / sizeof *offsets) return;
  if (offsets[id].load(std::memory_order_relaxed) != 0) return;
  TextHeader header{};
  header.ports = entry.texts.ports;
  std::uint64_t size = sizeof header + entry.texts.encoded.size();
  for (std::size_t i = 0; i < InternedTexts::kParts; ++i) {
    header.sizes[i] = static_cast<std::uint32_t>(entry.texts.parts[i].size());
    size += header.sizes[i];
  }
  header.sizes[InternedTexts::kParts] = static_cast<std::uint32_t>(entry.texts.encoded.size());
  const std::uint64_t offset =
      header_->texts_used.fetch_add(RoundUp(size, 8), std::memory_order_relaxed);
  if (offset + size > header_->texts.bytes || !ReserveTexts(offset + size)) {
    return LogOnce("recorder.ring_texts_full",
                   "a ring file has no room for the names of further statements; "
                   "DBSPAN_RECORDER_MEMORY (MiB) makes it larger");
  }
  char* at = At(header_->texts.offset + offset);
  const auto write = [&at](const void* bytes, std::size_t count) {
    if (count != 0) std::memcpy(at, bytes, count);
    at += count;
  };
  write(&header, sizeof header);
  for (const std::string_view part : entry.texts.parts) write(part.data(), part.size());
  write(entry.texts.encoded.data(), entry.texts.encoded.size());
  offsets[id].store(static_cast<std::uint32_t>(offset), std::memory_order_release);
}

bool RingFile::ReserveTexts(std::uint64_t end) noexcept {
  if (reserved_) return true;
  std::uint64_t ready = texts_ready_.load(std::memory_order_acquire);
  if (end <= ready) return true;
  const std::uint64_t wanted = RoundUp(end, kTextStep);
  // If other threads reserve the same memory at the same time, that does no harm.
  if (!Populate(At(header_->texts.offset + ready), wanted - ready)) return false;
  while (ready < wanted && !texts_ready_.compare_exchange_weak(ready, wanted)) {
  }
  return true;
}

void RingFile::Remove() noexcept { unlink(path_.c_str()); }

void RingFile::MarkExited() noexcept { header_->state.store(State::kExited); }

void RingFile::KeepExitCode(int code) noexcept {
  header_->exit_code.store(static_cast<std::uint32_t>(code & 255) + 1);
}

void RingFile::LeaveToParent() noexcept {
  mmap(header_, bytes_, PROT_READ | PROT_WRITE,
       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
