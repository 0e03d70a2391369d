#include <sys/file.h>

#include <cstring>

#include "recorder/otlp/encoded.h"
#include "recorder/otlp/spans.h"
#include "recorder/rings/layout.h"
#include "recorder/rings/ring_reader.h"
#include "recorder/rings/ring_view.h"
#include "recorder/scope.h"

// The part of RingReader that reads records, operations in flight and sums.
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsKnownScope(ScopeId scope) noexcept { return scope >= 1 && scope <= ScopeCount(); }

}  // namespace

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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
