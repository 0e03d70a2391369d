#include "recorder/record_queue.h"

#include <cstring>
#include <new>

namespace dbspan::recorder {
namespace {

// Room that is always kept for the number of what was left out.
constexpr std::size_t kLeftOutBytes = sizeof(ParticularHeader) + sizeof(std::int64_t);

}  // namespace

RecordQueue::Chunk* RecordQueue::TakeChunk() noexcept {
  void* const memory = arena_.Take();
  return memory == nullptr ? nullptr : new (memory) Chunk;
}

bool RecordQueue::Begin(const RecordHeader& header) noexcept {
  if (writing_ == nullptr) {
    writing_ = TakeChunk();
    if (writing_ == nullptr) return false;
    first_.store(writing_, std::memory_order_release);
  }
  left_out_ = 0;
  record_at_ = write_at_ = writing_->committed.load(std::memory_order_relaxed);
  char* const at = Reserve(sizeof header);
  if (at == nullptr) return false;
  std::memcpy(at, &header, sizeof header);
  return true;
}

// Returns the place for `bytes` more of the record. One that outgrows its chunk moves to a fresh
// one, so that every record lies in one piece.
char* RecordQueue::Reserve(std::size_t bytes) noexcept {
  Chunk* chunk = fresh_ != nullptr ? fresh_ : writing_;
  if (write_at_ + bytes + kLeftOutBytes > Arena::kChunkBytes) {
    const std::size_t begun = write_at_ - record_at_;
    if (fresh_ != nullptr || Chunk::kStart + begun + bytes + kLeftOutBytes > Arena::kChunkBytes) {
      return nullptr;
    }
    fresh_ = TakeChunk();
    if (fresh_ == nullptr) return nullptr;
    std::memcpy(fresh_->at(Chunk::kStart), chunk->at(record_at_), begun);
    chunk = fresh_;
    record_at_ = Chunk::kStart;
    write_at_ = static_cast<std::uint32_t>(Chunk::kStart + begun);
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

bool RecordQueue::Commit() noexcept {
  Chunk* const chunk = fresh_ != nullptr ? fresh_ : writing_;
  if (left_out_ != 0) {  // Reserve kept the room
    const ParticularHeader header{Particular::kLeftOut, 0, sizeof left_out_};
    std::memcpy(chunk->at(write_at_), &header, sizeof header);
    std::memcpy(chunk->at(write_at_ + sizeof header), &left_out_, sizeof left_out_);
    write_at_ += kLeftOutBytes;
  }
  const std::uint32_t size = write_at_ - record_at_;
  std::memcpy(chunk->at(record_at_), &size, sizeof size);
  chunk->committed.store(write_at_, std::memory_order_release);
  if (fresh_ == nullptr) return false;
  writing_->next.store(fresh_, std::memory_order_release);
  writing_ = fresh_;
  fresh_ = nullptr;
  return true;
}

const char* RecordQueue::Front() noexcept {
  if (reading_ == nullptr) {
    reading_ = first_.load(std::memory_order_acquire);
    if (reading_ == nullptr) return nullptr;
    read_at_ = Chunk::kStart;
  }
  if (read_at_ == reading_->committed.load(std::memory_order_acquire)) {
    Chunk* const next = reading_->next.load(std::memory_order_acquire);
    if (next == nullptr) return nullptr;
    // The writer committed for the last time before it went on to the next one.
    if (read_at_ == reading_->committed.load(std::memory_order_acquire)) {
      arena_.Give(reading_);
      reading_ = next;
      read_at_ = Chunk::kStart;
    }
  }
  return reading_->at(read_at_);
}

void RecordQueue::Pop() noexcept {
  std::uint32_t size = 0;
  std::memcpy(&size, reading_->at(read_at_), sizeof size);
  read_at_ += size;
}

void RecordQueue::Clear() noexcept {
  if (reading_ == nullptr) reading_ = first_.load(std::memory_order_acquire);
  if (reading_ != nullptr) arena_.Give(reading_);
  reading_ = writing_ = nullptr;
  first_.store(nullptr, std::memory_order_relaxed);
}

}  // namespace dbspan::recorder
