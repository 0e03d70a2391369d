#include <cstring>
#include <utility>

#include "recorder/rings/ring_view.h"

// The part of RingView that walks through the queues of records.
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Returns whether all particulars are inside the record, so that ForEachParticular can read it.
bool IsWhole(const std::string& record) noexcept {
  std::size_t at = sizeof(RecordHeader);
  while (at < record.size()) {
    if (record.size() - at < sizeof(ParticularHeader)) return false;
    ParticularHeader particular;
    std::memcpy(&particular, record.data() + at, sizeof particular);
    at += sizeof particular;
    if (particular.size > record.size() - at) return false;
    at += Padded(particular.size);
  }
  return at == record.size();
}

}  // namespace

// Determines the chunks of all queues. Only the reader frees chunks, so during this call each chunk
// stays in its queue. Records that are added later are left for the next call, so the call ends.
std::vector<RingView::Queue> RingView::Queues() {
  std::vector<ThreadBlock*> threads;
  ForEachThread([&threads](ThreadBlock& thread) {
    threads.push_back(&thread);
    return true;
  });
  std::vector<bool> used(layout_.chunks + std::size_t{1});
  const auto number_of = [this](const ThreadBlock* thread) {
    const auto* const chunk = reinterpret_cast<const char*>(thread);
    return static_cast<std::size_t>(chunk - memory() - layout_.arena.offset) / Arena::kChunkBytes +
           1;
  };
  for (const ThreadBlock* thread : threads) used[number_of(thread)] = true;
  std::vector<Queue> queues;
  for (ThreadBlock* const thread : threads) {
    Queue queue{thread, thread->queue_block.oldest.load(std::memory_order_acquire), {}, 0};
    if (queue.oldest == 0) continue;
    if (!Follow(queue, used)) MarkTorn(queue, queue.chunks.empty() ? 0 : queue.chunks.back());
    queues.push_back(std::move(queue));
  }
  return queues;
}

// Returns false if the queue leads to something that is not a chunk, or to a chunk that is in use
// already.
bool RingView::Follow(Queue& queue, std::vector<bool>& used) {
  const auto torn = torn_.find(queue.thread);
  for (std::uint32_t number = ChunkOf(queue.oldest); number != 0;) {
    const char* const chunk = ChunkAt(number);
    if (chunk == nullptr || used[number]) return false;
    used[number] = true;
    queue.chunks.push_back(number);
    if (torn != torn_.end() && torn->second == number) break;
    number = reinterpret_cast<const QueueChunk*>(chunk)->next.load(std::memory_order_acquire);
  }
  return true;
}

// Uncommitted records are not visited, so an incomplete record means that the file is damaged. A
// writer commits to a chunk for the last time before it continues in the next one.
bool RingView::ForEachRecord(const Queue& queue, const VisitAt& visit) {
  std::string record;
  std::uint32_t offset = OffsetOf(queue.oldest);
  for (const std::uint32_t number : queue.chunks) {
    const char* const chunk = ChunkAt(number);
    if (chunk == nullptr) return true;
    const std::uint32_t committed =
        reinterpret_cast<const QueueChunk*>(chunk)->committed.load(std::memory_order_acquire);
    const bool valid =
        offset >= QueueChunk::kStart && offset <= committed && committed <= Arena::kChunkBytes;
    while (valid && offset < committed && ReadRecord(chunk, offset, committed, record)) {
      offset += static_cast<std::uint32_t>(record.size());
      if (!visit(record, PositionAt(number, offset))) return false;
    }
    if (!valid || offset != committed) {
      MarkTorn(queue, number);
      return true;
    }
    offset = QueueChunk::kStart;
  }
  return true;
}

bool RingView::ReadRecord(const char* chunk, std::uint32_t offset, std::uint32_t committed,
                          std::string& record) const {
  std::uint32_t size = 0;
  if (committed - offset < sizeof(RecordHeader)) return false;
  std::memcpy(&size, chunk + offset, sizeof size);
  if (size < sizeof(RecordHeader) || size > committed - offset || size % 8 != 0) return false;
  record.assign(chunk + offset, size);
  // the size in the file may have changed since it was checked
  std::memcpy(record.data(), &size, sizeof size);
  return IsWhole(record);
}

void RingView::Walk(const Visit& visit) {
  for (const Queue& queue : Queues()) {
    if (!ForEachRecord(
            queue, [&](const std::string& record, Position /*end*/) { return visit(record); })) {
      return;
    }
  }
}

void RingView::Drain(const Visit& visit) {
  for (Queue& queue : Queues()) {
    Position done = queue.oldest;
    const bool wanted = ForEachRecord(queue, [&](const std::string& record, Position end) {
      if (!visit(record)) return false;
      if (ChunkOf(end) != ChunkOf(done)) Release(queue, end);
      done = end;
      return true;
    });
    Release(queue, done);
    if (!wanted) return;
  }
}

// Frees chunks in the same order as RecordQueue::Release: if a reader dies meanwhile, chunks are
// lost, but none is freed twice.
void RingView::Release(Queue& queue, Position until) const {
  queue.thread->queue_block.oldest.store(until, std::memory_order_release);
  Arena arena{
      Arena::Place{&header().shared.arena,
                   reinterpret_cast<std::atomic<std::uint32_t>*>(memory() + layout_.next.offset),
                   memory() + layout_.arena.offset, nullptr}};
  for (; queue.released < queue.chunks.size(); ++queue.released) {
    const std::uint32_t number = queue.chunks[queue.released];
    if (number == ChunkOf(until)) return;
    if (char* const chunk = ChunkAt(number)) arena.Give(chunk);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
