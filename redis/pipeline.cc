#include "redis/pipeline.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/interpose/route.h"
#include "core/log/log_once.h"
#include "dbspan/options.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

ReplyReading Pipeline::Append(std::string_view wire, bool recorded, const Options& options,
                              const EndpointPtr& endpoint, bool queued) {
  if (!given_up_ && IsReadElsewhere()) GiveUp();
  if (given_up_) return {};
  const bool joins = !idle() && !(recorded && options.pipeline_command_spans) &&
                     !batches_.back().flushed && batches_.back().recorded == recorded &&
                     (queued || batches_.back().endpoint == endpoint);
  if (!joins) AddBatch(recorded, endpoint);
  Batch& batch = batches_.back();
  ++batch.commands;
  const CommandFacts facts = ReadCommand(wire);
  ReplyReading reading;
  if (recorded || facts.rule->effect != Effect::kNone) reading = ReadingOf(facts);
  if (recorded) Add(batch, facts, options);
  batch.readings.push_back(reading);
  return reading;
}

bool Pipeline::IsReadElsewhere() const noexcept {
  if (batches_.size() >= kMostSent && batches_[kMostSent - 1].flushed) return true;
  return !idle() && batches_.back().commands >= kMostCommands;
}

/// Stops following this connection: replies can no longer be matched to commands.
void Pipeline::GiveUp() {
  given_up_ = true;
  FailAll({});
  LogOnce("pipelines",
          "replies to pipelined Redis commands are read neither by redisGetReply nor by "
          "redisGetReplyFromReader, so such pipelines are not recorded");
}

void Pipeline::Add(Batch& batch, const CommandFacts& facts, const Options& options) {
  const std::string_view name = facts.name.empty() ? "_OTHER" : facts.name;
  if (batch.commands == 1) {
    batch.name = name;
    batch.procedure = facts.procedure;
    if (options.hooks.filter) batch.key = FirstKey(facts);
  }
  batch.all_same = batch.all_same && batch.name == name;
  if (batch.procedure != facts.procedure) batch.procedure.clear();
  if (options.query_text != QueryText::kOff) batch.text.Add(facts, options.query_text_limit);
}

void Pipeline::AddBatch(bool recorded, const EndpointPtr& endpoint) {
  const bool was_idle = idle();
  batches_.emplace_back();
  batches_.back().recorded = recorded;
  batches_.back().endpoint = endpoint;
  if (was_idle) {
    ++open_;
    interpose::Routes::StopPassing();
  }
}

void Pipeline::Adopt(detail::OperationSpan span, const ReplyReading& reading) {
  AddBatch(true, nullptr);
  Batch& batch = batches_.back();
  batch.flushed = true;
  batch.commands = 1;
  batch.open = detail::OpenOperation{std::move(span)};
  batch.readings.push_back(reading);
}

void Pipeline::Flush(const Instrumenter& instrumenter) noexcept {
  // The batches that are not flushed yet are at the end.
  auto first = batches_.end();
  while (first != batches_.begin() && !std::prev(first)->flushed) --first;
  for (; first != batches_.end(); ++first) Start(*first, instrumenter);
}

void Pipeline::Start(Batch& batch, const Instrumenter& instrumenter) noexcept {
  batch.flushed = true;
  if (!batch.recorded) return;
  batch.open = detail::OpenOperation{instrumenter.Start([&] { return Describe(batch); })};
  batch.key = std::string{};  // only the filter needed it
}

Operation Pipeline::Describe(Batch& batch) {
  Operation operation;
  operation.endpoint = batch.endpoint;
  operation.procedure = batch.procedure;
  operation.key = batch.key;
  operation.raw = batch.text.view();
  operation.redact = [](std::string_view text, std::size_t) { return std::string{text}; };
  operation.parsed = &batch.text;
  operation.write_text = [](const void* text, std::size_t /*limit*/, detail::KeptText& to) {
    to += static_cast<const PipelineText*>(text)->view();
  };
  if (batch.commands > 1) {  // semconv: a batch of one is a plain operation
    batch.name = batch.all_same ? "PIPELINE " + batch.name : "PIPELINE";
    operation.batch_size = static_cast<std::int64_t>(batch.commands);
  }
  operation.name = batch.name;
  return operation;
}

void Pipeline::OnReply(const ReplyView* reply, Conversation& conversation) noexcept {
  if (batches_.empty()) return;  // the command was sent without this library
  Batch& batch = batches_.front();
  if (!batch.readings.empty()) {
    ReplyReading& waiting = batch.readings.front();
    if (reply != nullptr && AnswersNobody(*reply, waiting)) return;
    const ReplyReading reading = waiting;
    const bool more = reading.replies > 1 && reply != nullptr && reply->type != ReplyType::kError;
    if (more) {
      --waiting.replies;
    } else {
      batch.readings.pop_front();
    }
    try {
      const bool wanted = reply != nullptr && (batch.open || conversation.Follows(reading));
      if (wanted) Merge(batch.open.outcome(), conversation.Read(reading, *reply));
    } catch (...) {  // no memory: the batch ends without this reply
    }
  }
  if (!batch.readings.empty()) return;
  batch.open.End();
  RemoveBatch();
}

void Pipeline::RemoveBatch() noexcept {
  batches_.pop_front();
  if (idle()) open_.fetch_sub(1, std::memory_order_relaxed);
}

void Pipeline::FailAll(const Outcome& outcome) noexcept {
  while (!idle()) {
    batches_.front().open.EndWith([&] { return outcome; });
    RemoveBatch();
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
