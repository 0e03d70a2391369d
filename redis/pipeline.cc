#include "redis/pipeline.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "redis/describe.h"

namespace dbspan::redis {

void Pipeline::Append(std::string_view wire, bool recorded, const Options& options) {
  const bool joins = !idle() && !(recorded && options.pipeline_command_spans) &&
                     !batches_.back().flushed && batches_.back().recorded == recorded;
  if (!joins) AddBatch(recorded);
  Batch& batch = batches_.back();
  ++batch.commands;
  if (!recorded) return;
  const CommandFacts facts = ReadCommand(wire);
  const std::string_view name = facts.name.empty() ? "_OTHER" : facts.name;
  if (batch.commands == 1) {
    batch.name = name;
    batch.procedure = facts.procedure;
  }
  batch.all_same = batch.all_same && batch.name == name;
  if (batch.procedure != facts.procedure) batch.procedure.clear();
  batch.readings.push_back(ReadingOf(facts));
  // A command that does not fit whole is cut: its text then ends early.
  batch.wires += wire.substr(0, kWireBytes - std::min(kWireBytes, batch.wires.size()));
}

void Pipeline::AddBatch(bool recorded) {
  const bool was_idle = idle();
  batches_.emplace_back();
  batches_.back().recorded = recorded;
  if (was_idle) open_.fetch_add(1, std::memory_order_relaxed);
}

void Pipeline::Flush(const Instrumenter& instrumenter, const EndpointPtr& endpoint) noexcept {
  // Those that are not flushed yet are the last ones.
  auto first = batches_.end();
  while (first != batches_.begin() && !std::prev(first)->flushed) --first;
  for (; first != batches_.end(); ++first) Start(*first, instrumenter, endpoint);
}

void Pipeline::Start(Batch& batch, const Instrumenter& instrumenter,
                     const EndpointPtr& endpoint) noexcept {
  batch.flushed = true;
  if (batch.recorded) batch.span = instrumenter.Start([&] { return Describe(batch, endpoint); });
}

Operation Pipeline::Describe(Batch& batch, const EndpointPtr& endpoint) {
  Operation operation;
  operation.endpoint = endpoint;
  operation.procedure = batch.procedure;
  operation.raw = batch.wires;
  operation.redact = &RedactPipeline;
  if (batch.commands > 1) {  // semconv: a batch of one is a plain operation
    batch.name = batch.all_same ? "PIPELINE " + batch.name : "PIPELINE";
    operation.batch_size = static_cast<std::int64_t>(batch.commands);
  }
  operation.name = batch.name;
  return operation;
}

void Pipeline::OnReply(const redisReply* reply, Conversation& conversation) noexcept {
  if (batches_.empty()) return;  // the reply to a command that was sent past this library
  Batch& batch = batches_.front();
  if (!batch.readings.empty()) {
    const ReplyReading reading = batch.readings.front();
    batch.readings.pop_front();
    try {
      const bool wanted = reply != nullptr && (batch.span || conversation.Follows(reading));
      if (wanted) Merge(batch.outcome, conversation.Read(reading, *reply));
    } catch (...) {  // no memory to read it: the batch goes on without
    }
  }
  if (++batch.replies == batch.commands) EndBatch();
}

void Pipeline::EndBatch() noexcept {
  batches_.front().span.End(batches_.front().outcome);
  batches_.pop_front();
  if (idle()) open_.fetch_sub(1, std::memory_order_relaxed);
}

void Pipeline::FailAll(const Outcome& outcome) noexcept {
  while (!idle()) {
    batches_.front().outcome = outcome;
    EndBatch();
  }
}

}  // namespace dbspan::redis
