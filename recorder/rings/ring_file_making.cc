#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>
#include <string_view>
#include <system_error>

#include "recorder/rings/pages.h"
#include "recorder/rings/process_files.h"
#include "recorder/rings/ring_file.h"

// The part of RingFile that creates the file.
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

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

/// Determines the offsets and sizes of all parts of the file.
void LayOut(const RingSettings& settings, std::uint64_t text_step, FileHeader& header) {
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
  header.texts = take(RoundUp(settings.text_bytes, text_step));
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
  const int not_made = mkdir(settings.directory.c_str(), 0700) == 0 ? 0 : errno;
  const Descriptor directory{
      open(settings.directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (directory.number() < 0) {
    reason = ErrorText(errno == ENOENT && not_made != 0 ? not_made : errno);
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
  LayOut(settings, kTextStep, layout);
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
  LayOut(settings, kTextStep, *header_);
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
