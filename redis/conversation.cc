#include "redis/conversation.h"

#include <utility>

namespace dbspan::redis {

void Conversation::SetInTransaction(bool in_transaction) noexcept {
  if (in_transaction && !in_transaction_) in_transactions_.fetch_add(1, std::memory_order_relaxed);
  if (!in_transaction && in_transaction_) in_transactions_.fetch_sub(1, std::memory_order_relaxed);
  in_transaction_ = in_transaction;
}

void Conversation::Restart() noexcept {
  SetInTransaction(false);
  queued_.clear();
  database_.reset();
}

Outcome Conversation::Read(const ReplyReading& reading, const redisReply& reply) {
  if (in_transaction_ && IsStatus(reply, "QUEUED")) {
    if (queued_.size() < kMost) queued_.push_back(reading);
    return {};
  }
  if (reading.effect == Effect::kExecutes) return ReadExec(reading, reply);
  if (reading.effect == Effect::kBegins && IsStatus(reply, "OK")) {
    SetInTransaction(true);
    queued_.clear();
  }
  const bool leaves = reading.effect == Effect::kDiscards || reading.effect == Effect::kResets;
  if (leaves && reply.type == REDIS_REPLY_STATUS) SetInTransaction(false);
  FollowDatabase(reading, reply);
  return OutcomeOfReply(reading, reply);
}

Outcome Conversation::ReadExec(const ReplyReading& reading, const redisReply& reply) {
  SetInTransaction(false);
  const std::vector<ReplyReading> queued = std::exchange(queued_, {});
  Outcome outcome = OutcomeOfReply(reading, reply);
  if (outcome.error) return outcome;
  outcome.returned_rows = Outcome::kUnknown;  // its elements are replies, not rows
  outcome.transaction_aborted = reply.type == REDIS_REPLY_NIL;
  // Else something was queued that was not seen here: what belongs to what is not known.
  if (reply.elements != queued.size()) return outcome;
  for (std::size_t i = 0; i < queued.size(); ++i) {
    FollowDatabase(queued[i], *reply.element[i]);
    Merge(outcome, OutcomeOfReply(queued[i], *reply.element[i]));
  }
  return outcome;
}

void Conversation::FollowDatabase(const ReplyReading& reading, const redisReply& reply) {
  if (reading.effect == Effect::kSelects && IsStatus(reply, "OK") && reading.database >= 0) {
    database_ = std::to_string(reading.database);
  }
  if (reading.effect == Effect::kResets && reply.type == REDIS_REPLY_STATUS) database_ = "0";
}

std::optional<std::string> Conversation::TakeDatabase() noexcept {
  return std::exchange(database_, std::nullopt);
}

}  // namespace dbspan::redis
