#include "recorder/rings/ring_view.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

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

std::string NoFieldsOf(const InternedTexts& /*texts*/) { return {}; }

}  // namespace

std::unique_ptr<RingView> RingView::Of(void* memory, std::size_t bytes, std::string& reason) {
  auto view = std::make_unique<RingView>();
  view->memory_ = memory;
  view->bytes_ = bytes;
  if (!view->Check(reason)) return nullptr;
  return view;
}

bool RingView::Check(std::string& reason) {
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
  layout_ = {file.resource,  file.executable, file.arguments,          file.next,
             file.endpoints, file.statements, file.dimensions,         file.statuses,
             file.texts,     file.arena,      file.shared.arena.chunks};
  const auto is_directory = [this](const Extent& extent, std::size_t entries) {
    return Holds(extent, entries * sizeof(std::uint32_t)) &&
           extent.offset % alignof(std::uint32_t) == 0;
  };
  const bool fits =
      file.file_bytes <= bytes_ && Holds(layout_.resource, kMostDescribed) &&
      Holds(layout_.executable, kMostDescribed) && Holds(layout_.arguments, kMostDescribed) &&
      is_directory(layout_.next, std::numeric_limits<std::uint32_t>::max()) &&
      is_directory(layout_.endpoints, kMostEndpoints + 1) &&
      is_directory(layout_.statements, kMostStatements + 1) &&
      is_directory(layout_.dimensions, kMostDimensions + 1) &&
      is_directory(layout_.statuses, kMostStatuses + 1) && Holds(layout_.texts, bytes_) &&
      Holds(layout_.arena, bytes_) && file.chunk_bytes == Arena::kChunkBytes &&
      layout_.arena.bytes / Arena::kChunkBytes == layout_.chunks &&
      layout_.next.bytes / sizeof(std::uint32_t) >= layout_.chunks &&
      layout_.arena.offset % alignof(ThreadBlock) == 0;
  if (!fits) reason = "the file is damaged";
  return fits;
}

char* RingView::ChunkAt(std::uint32_t number) const noexcept {
  const std::uint32_t untouched = header().shared.arena.untouched.load();
  if (number == 0 || number > layout_.chunks || number > untouched) return nullptr;
  return memory() + layout_.arena.offset + (number - 1) * Arena::kChunkBytes;
}

const KnownText* RingView::Endpoint(TextId id) {
  return Find(endpoints_, layout_.endpoints, id, EndpointFieldsOf);
}

const KnownText* RingView::Statement(TextId id) {
  return Find(statements_, layout_.statements, id, StatementFieldsOf);
}

const KnownText* RingView::Dimension(TextId id) {
  return Find(dimensions_, layout_.dimensions, id, NoFieldsOf);
}

const KnownText* RingView::Status(TextId id) {
  return Find(statuses_, layout_.statuses, id, NoFieldsOf);
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
  const Extent& texts = layout_.texts;
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
  std::vector<bool> seen(layout_.chunks + std::size_t{1});
  std::uint32_t number = header().shared.threads.load(std::memory_order_acquire);
  while (char* const chunk = ChunkAt(number)) {
    if (seen[number]) break;
    seen[number] = true;
    auto& thread = *reinterpret_cast<ThreadBlock*>(chunk);
    if (!visit(thread)) return;
    number = thread.next.load(std::memory_order_relaxed);
  }
}

bool RingView::IsRecorded(Position position) const noexcept {
  if (position == 0) return false;
  const char* const chunk = ChunkAt(ChunkOf(position));
  return chunk != nullptr && reinterpret_cast<const QueueChunk*>(chunk)->committed.load(
                                 std::memory_order_acquire) >= OffsetOf(position);
}

void RingView::ForEachSums(const std::function<void(const SeriesSums&)>& visit) const {
  std::vector<bool> seen(layout_.chunks + std::size_t{1});
  WalkSums(header().shared.sums.load(std::memory_order_acquire), seen, visit);
  ForEachThread([&](const ThreadBlock& thread) {
    WalkSums(thread.sums.load(std::memory_order_acquire), seen, visit);
    return true;
  });
}

void RingView::WalkSums(Position at, std::vector<bool>& seen,
                        const std::function<void(const SeriesSums&)>& visit) const {
  while (char* const chunk = ChunkAt(ChunkOf(at))) {
    const std::size_t offset = OffsetOf(at);
    const bool fits =
        offset % alignof(SumsBlock) == 0 && offset <= Arena::kChunkBytes - sizeof(SumsBlock);
    if (!fits || seen[ChunkOf(at)]) return;
    seen[ChunkOf(at)] = true;
    auto& block = *reinterpret_cast<SumsBlock*>(chunk + offset);
    const std::size_t room = (Arena::kChunkBytes - offset - sizeof(SumsBlock)) / sizeof(SeriesSums);
    for (std::size_t i = 0; i < room; ++i) {
      const SeriesSums& sums = block.sums()[i];
      if (__atomic_load_n(&sums.key.scope, __ATOMIC_ACQUIRE) != 0) visit(sums);
    }
    at = block.next;
  }
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
      // Otherwise the operation has ended since, and the entry may belong to another one.
      if (!recorded && entry.span.load(std::memory_order_acquire) == span) visit(copy);
    }
    return true;
  });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
