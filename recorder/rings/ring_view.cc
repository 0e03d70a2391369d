#include "recorder/rings/ring_view.h"

#include <algorithm>
#include <cstring>

namespace dbspan::recorder::rings {
namespace {

// Tells whether the particulars lie within the record, so that ForEachParticular may read it.
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

template <class Id>
void CopyId(std::uint64_t number, Id& id, std::size_t at) noexcept {
  std::memcpy(id.data() + at, &number, sizeof number);
}

std::string EndpointFieldsOf(const InternedTexts& texts) {
  return EncodeEndpoint(EndpointOf(texts));
}
std::string StatementFieldsOf(const InternedTexts& texts) {
  return EncodeStatement(StatementOf(texts));
}

}  // namespace

std::unique_ptr<RingView> RingView::Of(void* memory, std::size_t bytes, std::string& reason) {
  auto view = std::make_unique<RingView>();
  view->memory_ = memory;
  view->bytes_ = bytes;
  if (!view->Check(reason)) return nullptr;
  return view;
}

bool RingView::Check(std::string& reason) const {
  const FileHeader& file = header();
  if (file.magic != kMagic) {
    reason = "no ring file, or one that is not finished";
    return false;
  }
  if (file.version != kVersion || file.header_bytes != sizeof(FileHeader)) {
    reason = "the file is of version " + std::to_string(file.version) + ", and only version " +
             std::to_string(kVersion) + " can be read";
    return false;
  }
  const std::uint64_t chunks = file.shared.arena.chunks;
  const bool fits =
      file.file_bytes <= bytes_ && Holds(file.resource) && Holds(file.executable) &&
      Holds(file.arguments) && Holds(file.next) && Holds(file.endpoints) &&
      Holds(file.statements) && Holds(file.texts) && Holds(file.arena) &&
      file.chunk_bytes == Arena::kChunkBytes && file.arena.bytes / Arena::kChunkBytes == chunks &&
      file.next.bytes / sizeof(std::uint32_t) >= chunks && file.arena.offset % 64 == 0;
  if (!fits) reason = "the file is damaged";
  return fits;
}

std::string RingView::At(const Extent& extent) const {
  return Holds(extent) ? std::string{memory() + extent.offset, extent.bytes} : std::string{};
}

char* RingView::ChunkAt(std::uint32_t number) const noexcept {
  const ArenaBlock& arena = header().shared.arena;
  if (number == 0 || number > arena.chunks || number > arena.untouched.load()) return nullptr;
  return memory() + header().arena.offset + (number - 1) * Arena::kChunkBytes;
}

const KnownText* RingView::Endpoint(TextId id) {
  return Find(endpoints_, header().endpoints, id, EndpointFieldsOf);
}

const KnownText* RingView::Statement(TextId id) {
  return Find(statements_, header().statements, id, StatementFieldsOf);
}

const KnownText* RingView::Find(Known& known, const Extent& directory, TextId id, Encode encode) {
  if (id == 0 || id >= directory.bytes / sizeof(std::uint32_t)) return nullptr;
  if (known.size() <= id) known.resize(id + 1U);
  std::unique_ptr<KnownText>& text = known[id];
  if (text == nullptr) {
    text = ReadText(directory, id);
    if (text != nullptr) text->fields = encode(text->texts);
  }
  return text.get();
}

std::unique_ptr<KnownText> RingView::ReadText(const Extent& directory, TextId id) const {
  const auto* const offsets =
      reinterpret_cast<const std::atomic<std::uint32_t>*>(memory() + directory.offset);
  const std::uint32_t offset = offsets[id].load(std::memory_order_acquire);
  const Extent& texts = header().texts;
  if (offset == 0 || offset + sizeof(TextHeader) > texts.bytes) return nullptr;
  const char* at = memory() + texts.offset + offset;
  TextHeader text;
  std::memcpy(&text, at, sizeof text);
  std::uint64_t size = 0;
  for (const std::uint32_t part : text.sizes) size += part;
  if (size > texts.bytes - offset - sizeof text) return nullptr;
  auto known = std::make_unique<KnownText>();
  known->memory.assign(at + sizeof text, size);
  std::string_view rest = known->memory;
  const auto take = [&rest](std::uint32_t count) {
    const std::string_view part = rest.substr(0, count);
    rest.remove_prefix(count);
    return part;
  };
  for (std::size_t i = 0; i < InternedTexts::kParts; ++i) {
    known->texts.parts[i] = take(text.sizes[i]);
  }
  known->texts.encoded = take(text.sizes[InternedTexts::kParts]);
  known->texts.ports = text.ports;
  return known;
}

void RingView::ForEachThread(const std::function<bool(ThreadBlock&)>& visit) const {
  std::uint32_t number = header().shared.threads.load(std::memory_order_acquire);
  for (std::uint32_t count = 0; count < header().shared.arena.chunks; ++count) {
    char* const chunk = ChunkAt(number);
    if (chunk == nullptr) return;
    auto& thread = *reinterpret_cast<ThreadBlock*>(chunk);
    if (!visit(thread)) return;
    number = thread.next.load(std::memory_order_relaxed);
  }
}

// Copies the record at a position, or the next one, and moves behind it. What is being written has
// not been committed, so a record that is not whole means that the file is damaged.
bool RingView::Take(Position& at, std::string& record) {
  for (std::uint32_t count = 0; count < header().shared.arena.chunks; ++count) {
    char* const chunk = ChunkAt(ChunkOf(at));
    const std::uint32_t offset = OffsetOf(at);
    if (chunk == nullptr || offset < QueueChunk::kStart) return ++torn_, false;
    const auto& header = *reinterpret_cast<const QueueChunk*>(chunk);
    const std::uint32_t committed = header.committed.load(std::memory_order_acquire);
    if (committed > Arena::kChunkBytes || offset > committed) return ++torn_, false;
    if (offset == committed) {
      const std::uint32_t next = header.next.load(std::memory_order_acquire);
      if (next == 0) return false;
      // The writer committed for the last time before it went on to the next one.
      if (offset != header.committed.load(std::memory_order_acquire)) continue;
      at = PositionAt(next, QueueChunk::kStart);
      continue;
    }
    std::uint32_t size = 0;
    std::memcpy(&size, chunk + offset, sizeof size);
    if (size < sizeof(RecordHeader) || size > committed - offset || size % 8 != 0) {
      return ++torn_, false;
    }
    record.assign(chunk + offset, size);
    if (!IsWhole(record)) return ++torn_, false;
    at = PositionAt(ChunkOf(at), offset + size);
    return true;
  }
  return false;
}

void RingView::Walk(ThreadBlock& thread, const Visit& visit) {
  Position at = thread.queue_block.oldest.load(std::memory_order_acquire);
  if (at == 0) return;
  std::string record;
  while (Take(at, record) && visit(record)) {
  }
}

bool RingView::Drain(ThreadBlock& thread, const Visit& visit) {
  Position at = thread.queue_block.oldest.load(std::memory_order_acquire);
  if (at == 0) return true;
  bool wanted = true;
  std::string record;
  for (Position next = at; Take(next, record); at = next) {
    wanted = visit(record);
    if (!wanted) break;
    if (ChunkOf(next) != ChunkOf(at)) Release(thread, next);
  }
  Release(thread, at);
  return wanted;
}

// In the order of RecordQueue::Release: a reader that dies meanwhile loses chunks, and gives none
// back twice.
void RingView::Release(ThreadBlock& thread, Position until) {
  Position oldest = thread.queue_block.oldest.load(std::memory_order_relaxed);
  thread.queue_block.oldest.store(until, std::memory_order_release);
  Arena arena{
      Arena::Place{&header().shared.arena,
                   reinterpret_cast<std::atomic<std::uint32_t>*>(memory() + header().next.offset),
                   memory() + header().arena.offset, nullptr}};
  std::uint32_t number = ChunkOf(oldest);
  for (std::uint32_t count = 0; number != ChunkOf(until) && count < header().shared.arena.chunks;
       ++count) {
    char* const chunk = ChunkAt(number);
    if (chunk == nullptr) return;
    number = reinterpret_cast<const QueueChunk*>(chunk)->next.load(std::memory_order_relaxed);
    arena.Give(chunk);
  }
}

bool RingView::IsRecorded(Position position) const noexcept {
  if (position == 0) return false;
  const char* const chunk = ChunkAt(ChunkOf(position));
  return chunk != nullptr && reinterpret_cast<const QueueChunk*>(chunk)->committed.load(
                                 std::memory_order_acquire) >= OffsetOf(position);
}

void RingView::ForEachInFlight(const std::function<void(const InFlightCopy&)>& visit) const {
  ForEachThread([&](const ThreadBlock& thread) {
    for (const InFlight& entry : thread.in_flight) {
      const std::uint64_t span = entry.span.load(std::memory_order_acquire);
      if (span == 0) continue;
      InFlightCopy copy{};
      CopyId(entry.trace[0].load(), copy.trace_id, 0);
      CopyId(entry.trace[1].load(), copy.trace_id, 8);
      CopyId(span, copy.span_id, 0);
      copy.start = entry.start.load();
      copy.endpoint = entry.endpoint.load();
      copy.statement = entry.statement.load();
      copy.scope = entry.scope.load();
      copy.thread = entry.thread.load();
      const bool recorded = IsRecorded(entry.recorded.load());
      // Otherwise it ended meanwhile, and the entry may be another operation's.
      if (!recorded && entry.span.load(std::memory_order_acquire) == span) visit(copy);
    }
    return true;
  });
}

}  // namespace dbspan::recorder::rings
