#include "redis/conversation.h"

#include <utility>

#include "core/interpose/route.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

void Conversation::SetInTransaction(bool in_transaction) noexcept {
  if (in_transaction && !in_transaction_) {
    ++in_transactions_;
    interpose::Routes::StopPassing();
  }
  if (!in_transaction && in_transaction_) in_transactions_.fetch_sub(1, std::memory_order_relaxed);
  in_transaction_ = in_transaction;
}

void Conversation::Restart() noexcept {
  SetInTransaction(false);
  queued_.clear();
  submitted_ = confirmed_ = {};
  submitted_multi_ = false;
  outstanding_ = 0;
  taken_ = 0;
}

void Conversation::LoseReplies() noexcept {
  SetInTransaction(submitted_multi_);
  queued_.clear();  // so EXEC has more replies than this, and they are not matched
  confirmed_ = submitted_;
  outstanding_ = 0;
}

void Conversation::Submit(const ReplyReading& reading) noexcept {
  if (!ChangesConversation(reading.effect)) return;
  ++outstanding_;
  switch (reading.effect) {
    case Effect::kBegins:
      submitted_multi_ = true;
      break;
    case Effect::kSelects:
      if (reading.database < 0) break;
      (submitted_multi_ ? submitted_.queued : submitted_.database) = reading.database;
      break;
    case Effect::kExecutes:
      submitted_ = {submitted_.current(), kNoDatabase};
      submitted_multi_ = false;
      break;
    case Effect::kDiscards:
      submitted_.queued = kNoDatabase;
      submitted_multi_ = false;
      break;
    default:  // RESET: ends the transaction and selects database 0
      submitted_ = {};
      submitted_multi_ = false;
  }
}

Outcome Conversation::Read(const ReplyReading& reading, const ReplyView& reply) {
  if (reading.effect == Effect::kNone && !in_transaction_) return OutcomeOfReply(reading, reply);
  Outcome outcome = ReadEffect(reading, reply);
  if (!ChangesConversation(reading.effect)) return outcome;
  if (outstanding_ != 0) --outstanding_;
  if (outstanding_ == 0) {
    submitted_ = confirmed_;
    submitted_multi_ = in_transaction_;
  }
  return outcome;
}

Outcome Conversation::ReadEffect(const ReplyReading& reading, const ReplyView& reply) {
  if (in_transaction_ && IsStatus(reply, "QUEUED")) {
    if (queued_.size() < kMost) queued_.push_back(reading);
    const bool selects = reading.effect == Effect::kSelects && reading.database >= 0;
    if (selects) confirmed_.queued = reading.database;
    return {};
  }
  if (reading.effect == Effect::kExecutes) return ReadExec(reading, reply);
  if (reading.effect == Effect::kBegins && IsStatus(reply, "OK")) {
    SetInTransaction(true);
    queued_.clear();
  }
  const bool leaves = reading.effect == Effect::kDiscards || reading.effect == Effect::kResets;
  if (leaves && reply.type == ReplyType::kStatus) {
    SetInTransaction(false);
    confirmed_.queued = kNoDatabase;
  }
  FollowDatabase(reading, reply);
  return OutcomeOfReply(reading, reply);
}

Outcome Conversation::ReadExec(const ReplyReading& reading, const ReplyView& reply) {
  SetInTransaction(false);
  confirmed_.queued = kNoDatabase;
  const std::vector<ReplyReading> queued = std::exchange(queued_, {});
  Outcome outcome = OutcomeOfReply(reading, reply);
  if (outcome.error) return outcome;
  outcome.returned_rows = Outcome::kUnknown;  // the elements are replies, not rows
  outcome.transaction_aborted = reply.type == ReplyType::kNil;
  // If the numbers differ, some queued commands were not seen here, so replies cannot be matched to
  // commands.
  if (reply.elements != queued.size()) return outcome;
  for (std::size_t i = 0; i < queued.size(); ++i) {
    const ReplyView element = reply[i];
    FollowDatabase(queued[i], element);
    Merge(outcome, OutcomeOfReply(queued[i], element));
  }
  return outcome;
}

void Conversation::FollowDatabase(const ReplyReading& reading, const ReplyView& reply) noexcept {
  if (reading.effect == Effect::kSelects && IsStatus(reply, "OK") && reading.database >= 0) {
    confirmed_.database = reading.database;
  }
  if (reading.effect == Effect::kResets && reply.type == ReplyType::kStatus) confirmed_ = {};
}

std::optional<std::string> Conversation::TakeDatabase() {
  const std::int32_t current = submitted_.current();
  if (current == taken_) return std::nullopt;
  taken_ = current;
  return std::to_string(current);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
