#include "recorder/record_queue.h"

#include <cstring>
#include <new>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Space that is always reserved for the particular kLeftOut.
constexpr std::size_t kLeftOutBytes = sizeof(ParticularHeader) + sizeof(std::int64_t);

}  // namespace

QueueChunk* RecordQueue::TakeChunk() noexcept {
  void* const memory = arena_.Take();
  return memory == nullptr ? nullptr : new (memory) QueueChunk;
}

bool RecordQueue::Begin(const RecordHeader& header) noexcept {
  if (writing_ == nullptr) {
    writing_ = TakeChunk();
    if (writing_ == nullptr) return false;
    block_.oldest.store(PositionAt(arena_.NumberOf(writing_), QueueChunk::kStart),
                        std::memory_order_release);
  }
  left_out_ = 0;
  record_at_ = write_at_ = writing_->committed.load(std::memory_order_relaxed);
  char* const at = Reserve(sizeof header);
  if (at == nullptr) return false;
  std::memcpy(at, &header, sizeof header);
  return true;
}

// Returns the address for `bytes` more of the record. A record that outgrows its chunk is moved to
// a fresh chunk, so that every record is contiguous.
char* RecordQueue::Reserve(std::size_t bytes) noexcept {
  QueueChunk* chunk = fresh_ != nullptr ? fresh_ : writing_;
  if (write_at_ + bytes + kLeftOutBytes > Arena::kChunkBytes) {
    const std::size_t begun = write_at_ - record_at_;
    if (fresh_ != nullptr ||
        QueueChunk::kStart + begun + bytes + kLeftOutBytes > Arena::kChunkBytes) {
      return nullptr;
    }
    fresh_ = TakeChunk();
    if (fresh_ == nullptr) return nullptr;
    std::memcpy(fresh_->at(QueueChunk::kStart), chunk->at(record_at_), begun);
    chunk = fresh_;
    record_at_ = QueueChunk::kStart;
    write_at_ = static_cast<std::uint32_t>(QueueChunk::kStart + begun);
  }
  char* const at = chunk->at(write_at_);
  write_at_ += static_cast<std::uint32_t>(bytes);
  return at;
}

void RecordQueue::Add(Particular kind, std::int64_t number) noexcept {
  Add(kind, {reinterpret_cast<const char*>(&number), sizeof number});
}

void RecordQueue::Add(Particular kind, std::string_view text) noexcept {
  const bool fits = text.size() < Arena::kChunkBytes;
  char* const at = fits ? Reserve(sizeof(ParticularHeader) + Padded(text.size())) : nullptr;
  if (at == nullptr) {
    ++left_out_;
    return;
  }
  const ParticularHeader header{kind, 0, static_cast<std::uint32_t>(text.size())};
  std::memcpy(at, &header, sizeof header);
  std::memcpy(at + sizeof header, text.data(), text.size());
}

// Writes into the space that `Reserve` keeps free.
void RecordQueue::AddLeftOut() noexcept {
  QueueChunk* const chunk = fresh_ != nullptr ? fresh_ : writing_;
  const ParticularHeader header{Particular::kLeftOut, 0, sizeof left_out_};
  std::memcpy(chunk->at(write_at_), &header, sizeof header);
  std::memcpy(chunk->at(write_at_ + sizeof header), &left_out_, sizeof left_out_);
  write_at_ += kLeftOutBytes;
}

// Called before the record is committed, so that a committed record is always reachable for the
// reader.
void RecordQueue::GoOnInFresh() noexcept {
  writing_->next.store(arena_.NumberOf(fresh_), std::memory_order_release);
  writing_ = fresh_;
  fresh_ = nullptr;
}

const char* RecordQueue::Front() noexcept {
  if (reading_ == nullptr) {
    const Position oldest = block_.oldest.load(std::memory_order_acquire);
    if (oldest == 0) return nullptr;
    reading_ = ChunkAt(ChunkOf(oldest));
    read_at_ = OffsetOf(oldest);
  }
  while (read_at_ == reading_->committed.load(std::memory_order_acquire)) {
    const std::uint32_t next = reading_->next.load(std::memory_order_acquire);
    if (next == 0) return nullptr;
    // The writer commits to a chunk for the last time before it continues in the next one.
    if (read_at_ != reading_->committed.load(std::memory_order_acquire)) break;
    reading_ = ChunkAt(next);
    read_at_ = QueueChunk::kStart;
  }
  return reading_->at(read_at_);
}

void RecordQueue::Pop() noexcept {
  std::uint32_t size = 0;
  std::memcpy(&size, reading_->at(read_at_), sizeof size);
  read_at_ += size;
}

void RecordQueue::Release() noexcept {
  if (reading_ == nullptr) return;
  const Position oldest = block_.oldest.load(std::memory_order_relaxed);
  const std::uint32_t last = arena_.NumberOf(reading_);
  // Stored first, so that a reader after a crash does not start in a freed chunk.
  block_.oldest.store(PositionAt(last, read_at_), std::memory_order_release);
  for (std::uint32_t number = ChunkOf(oldest); number != last;) {
    QueueChunk* const chunk = ChunkAt(number);
    number = chunk->next.load(std::memory_order_relaxed);
    arena_.Give(chunk);
  }
}

void RecordQueue::Clear() noexcept {
  Release();
  const Position oldest = block_.oldest.load(std::memory_order_relaxed);
  reading_ = writing_ = nullptr;
  block_.oldest.store(0, std::memory_order_relaxed);
  if (oldest != 0) arena_.Give(ChunkAt(ChunkOf(oldest)));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
