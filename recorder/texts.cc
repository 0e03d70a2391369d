#include "recorder/texts.h"

#include <new>
#include <string>

#include "core/log/log_once.h"
#include "core/span/attributes.h"
#include "recorder/otlp/fields.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Share of the bytes for endpoints, dimensions and statuses (one eighth each); statements need
// most.
constexpr std::size_t kFew = 8;

InternedTexts Parts(const EndpointTexts& endpoint) noexcept {
  InternedTexts texts;
  texts.parts = {
      endpoint.system, endpoint.database, endpoint.server_address, endpoint.peer_address, {}, {}};
  texts.ports = {endpoint.server_port, endpoint.peer_port};
  return texts;
}

InternedTexts Parts(const StatementTexts& statement) noexcept {
  InternedTexts texts;
  texts.parts = {statement.name,      statement.operation, statement.collection,
                 statement.procedure, statement.summary,   statement.text};
  texts.encoded = statement.encoded;
  return texts;
}

std::string EncodeEndpointParts(const InternedTexts& texts) {
  return EncodeEndpoint(EndpointOf(texts));
}

std::string EncodeStatementParts(const InternedTexts& texts) {
  return EncodeStatement(StatementOf(texts));
}

std::string EncodeNothing(const InternedTexts& /*texts*/) { return {}; }

}  // namespace

EndpointTexts EndpointOf(const InternedTexts& texts) noexcept {
  return {texts.parts[0], texts.parts[1], texts.parts[2],
          texts.ports[0], texts.parts[3], texts.ports[1]};
}

StatementTexts StatementOf(const InternedTexts& texts) noexcept {
  return {texts.parts[0], texts.parts[1], texts.parts[2], texts.parts[3],
          texts.parts[4], texts.parts[5], texts.encoded};
}

StatusTexts StatusOf(const InternedTexts& texts) noexcept {
  return {texts.parts[0], texts.parts[1]};
}

std::string EncodeEndpoint(const EndpointTexts& endpoint) {
  std::string fields;
  const auto add_port = [&](std::string_view key, std::uint16_t port, std::string_view address) {
    if (port != 0 && !address.empty()) otlp::AddSpanAttribute(fields, key, std::int64_t{port});
  };
  otlp::AddSpanAttribute(fields, attribute::kSystemName, endpoint.system);
  otlp::AddSpanAttribute(fields, attribute::kNamespace, endpoint.database);
  otlp::AddSpanAttribute(fields, attribute::kServerAddress, endpoint.server_address);
  add_port(attribute::kServerPort, endpoint.server_port, endpoint.server_address);
  otlp::AddSpanAttribute(fields, attribute::kPeerAddress, endpoint.peer_address);
  add_port(attribute::kPeerPort, endpoint.peer_port, endpoint.peer_address);
  return fields;
}

std::string EncodeStatement(const StatementTexts& statement) {
  std::string fields;
  otlp::AddSpanName(fields, statement.name);
  otlp::AddSpanAttribute(fields, attribute::kOperationName, statement.operation);
  otlp::AddSpanAttribute(fields, attribute::kCollectionName, statement.collection);
  otlp::AddSpanAttribute(fields, attribute::kProcedureName, statement.procedure);
  otlp::AddSpanAttribute(fields, attribute::kQuerySummary, statement.summary);
  otlp::AddSpanAttribute(fields, attribute::kQueryText, statement.text);
  fields += statement.encoded;
  return fields;
}

static_assert(kMostStatements < std::size_t{1} << 15U);

Texts::Texts(std::size_t most_bytes)
    : most_statement_bytes_((most_bytes - most_bytes / kFew * 3) / 2),
      endpoints_(EncodeEndpointParts, kMostEndpoints, most_bytes / kFew),
      dimensions_(EncodeNothing, kMostDimensions, most_bytes / kFew),
      statuses_(EncodeNothing, kMostStatuses, most_bytes / kFew),
      dimensions_by_statement_(static_cast<std::atomic<std::uint64_t>*>(
          std::calloc(std::size_t{2} << kGenerationShift, sizeof(std::atomic<std::uint64_t>)))) {
  if (dimensions_by_statement_ == nullptr) throw std::bad_alloc{};
  statements_[0] = new InternTable{EncodeStatementParts, kMostStatements, most_statement_bytes_};
}

Texts::~Texts() {
  for (const auto& table : statements_) delete table.load();
}

TextId Texts::Intern(const EndpointTexts& endpoint) noexcept {
  return Kept(endpoints_.Intern(Parts(endpoint)));
}

TextId Texts::InternDimension(const StatementTexts& statement) noexcept {
  StatementTexts dimension = statement;
  dimension.name = dimension.text = dimension.encoded = {};
  return Kept(dimensions_.Intern(Parts(dimension)));
}

TextId Texts::Intern(const StatementTexts& statement) noexcept {
  const std::uint32_t generation = this->generation();
  InternTable* const table = TableOf(generation).load(std::memory_order_acquire);
  const TextId dimension = InternDimension(statement);
  const TextId id = table->Intern(Parts(statement), dimension);
  if (id == 0) return 0;
  const TextId number = generation << kGenerationShift | id;
  PlaceOf(number).store(std::uint64_t{dimension} << 32U | number, std::memory_order_relaxed);
  return number;
}

bool Texts::Renew() {
  const std::uint32_t now = generation();
  const bool wanted = TableOf(now).load(std::memory_order_relaxed)->is_full() && !has_older();
  if (!wanted || observed_.load() || now == kLastGeneration) return false;
  const std::uint32_t next = now + 1;
  TableOf(next).store(new InternTable{EncodeStatementParts, kMostStatements, most_statement_bytes_},
                      std::memory_order_release);
  generation_.store(next, std::memory_order_seq_cst);
  return true;
}

void Texts::DropOlder() noexcept {
  delete statements_[(generation() + 1) % 2].exchange(nullptr, std::memory_order_acq_rel);
}

void Texts::Observe(const Observers& observers) noexcept {
  endpoints_.Observe(observers.endpoints);
  dimensions_.Observe(observers.dimensions);
  statuses_.Observe(observers.statuses);
  if (generation() != 0) return;
  observed_.store(observers.statements != nullptr);
  statements_[0].load()->Observe(observers.statements);
}

std::size_t Texts::bytes() const noexcept {
  std::size_t sum = endpoints_.bytes() + dimensions_.bytes() + statuses_.bytes();
  for (const auto& table : statements_) {
    if (const InternTable* const one = table.load()) sum += one->bytes();
  }
  return sum;
}

TextId Texts::Intern(const StatusTexts& status) noexcept {
  InternedTexts texts;
  texts.parts[0] = status.status_code;
  texts.parts[1] = status.error_type;
  return Kept(statuses_.Intern(texts));
}

TextId Texts::Kept(TextId id) noexcept {
  if (id != 0 || reported_.exchange(true)) return id;
  LogOnce(
      "recorder.texts_full",
      "there are more different statements, servers or errors than there is room for: operations "
      "with further ones are measured together (otel.metric.overflow); raise "
      "DBSPAN_RECORDER_MEMORY "
      "(MiB), or keep values out of the names of tables and commands");
  return 0;
}

TextId Texts::SystemOf(TextId endpoint) noexcept {
  EndpointTexts system;
  system.system = this->endpoint(endpoint).system;
  return Intern(system);
}

EndpointTexts Texts::endpoint(TextId id) const noexcept {
  return id == 0 ? EndpointTexts{} : EndpointOf(endpoints_.at(id).texts);
}

StatementTexts Texts::statement(TextId id) const noexcept {
  return id == 0 ? StatementTexts{} : StatementOf(EntryOf(id).texts);
}

StatementTexts Texts::dimension(TextId id) const noexcept {
  return id == 0 ? StatementTexts{} : StatementOf(dimensions_.at(id).texts);
}

StatusTexts Texts::status(TextId id) const noexcept {
  return id == 0 ? StatusTexts{} : StatusOf(statuses_.at(id).texts);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
