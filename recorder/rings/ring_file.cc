#include "recorder/rings/ring_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

#include "core/log/log_once.h"
#include "recorder/rings/pages.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool PopulateChunk(void* chunk) { return Populate(chunk, Arena::kChunkBytes); }

}  // namespace

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
