#include "redis/outcome.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

namespace dbspan::redis {
namespace {

constexpr std::size_t kLongestPrefix = 32;

// Error replies begin with a word in capitals; scripts may send anything else, even data.
std::string_view PrefixOf(std::string_view message) noexcept {
  const std::string_view word = message.substr(0, message.find(' '));
  const bool prefix =
      !word.empty() && word.size() <= kLongestPrefix &&
      std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
  return prefix ? word : "ERR";
}

void Count(Outcome& outcome, std::int64_t hits, std::int64_t misses) noexcept {
  outcome.hits = hits;
  outcome.misses = misses;
}

void CountOne(Outcome& outcome, bool hit) noexcept { Count(outcome, hit ? 1 : 0, hit ? 0 : 1); }

bool IsNil(const redisReply& reply) noexcept { return reply.type == REDIS_REPLY_NIL; }

// RESP3 has more list-like types than hiredis 0.14 knows; all of them use `elements`.
bool IsList(const redisReply& reply) noexcept {
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_INTEGER:
    case REDIS_REPLY_NIL:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      return false;
    default:
      return reply.type == REDIS_REPLY_ARRAY || reply.element != nullptr || reply.str == nullptr;
  }
}

bool IsEmpty(const redisReply& reply) noexcept {
  if (IsNil(reply)) return true;
  return IsList(reply) ? reply.elements == 0 : reply.len == 0;
}

void CountEach(Outcome& outcome, const redisReply& reply) noexcept {
  if (!IsList(reply)) return;
  std::int64_t misses = 0;
  for (std::size_t i = 0; i < reply.elements; ++i) {
    const redisReply& element = *reply.element[i];
    const bool zero = element.type == REDIS_REPLY_INTEGER && element.integer == 0;
    if (IsNil(element) || zero) ++misses;
  }
  Count(outcome, static_cast<std::int64_t>(reply.elements) - misses, misses);
}

void CountLookup(Outcome& outcome, const ReplyReading& reading, const redisReply& reply) noexcept {
  const bool queued = reply.type == REDIS_REPLY_STATUS && reading.lookup != Lookup::kNone;
  if (queued) return;  // QUEUED: inside MULTI nothing has been looked up yet
  switch (reading.lookup) {
    case Lookup::kNone:
      return;
    case Lookup::kNil:
      return CountOne(outcome, !IsNil(reply));
    case Lookup::kEmpty:
      return CountOne(outcome, !IsEmpty(reply));
    case Lookup::kEach:
      return CountEach(outcome, reply);
    case Lookup::kNumber:
      return CountOne(outcome, reply.integer == 1);
    case Lookup::kOfKeys: {
      const std::int64_t found = std::min<std::int64_t>(reply.integer, reading.keys);
      return Count(outcome, found, static_cast<std::int64_t>(reading.keys) - found);
    }
  }
}

void CountRows(Outcome& outcome, const ReplyReading& reading, const redisReply& reply) noexcept {
  if (!IsList(reply)) return;
  const redisReply* list = &reply;
  if (reading.scans && reply.elements == 2 && IsList(*reply.element[1])) list = reply.element[1];
  outcome.returned_rows = static_cast<std::int64_t>(list->elements);
}

std::string_view NameOfContextError(int error) noexcept {
  switch (error) {
    case REDIS_ERR_IO:
      return "REDIS_ERR_IO";
    case REDIS_ERR_EOF:
      return "REDIS_ERR_EOF";
    case REDIS_ERR_PROTOCOL:
      return "REDIS_ERR_PROTOCOL";
    case REDIS_ERR_OOM:
      return "REDIS_ERR_OOM";
#ifdef REDIS_ERR_TIMEOUT
    case REDIS_ERR_TIMEOUT:
      return "REDIS_ERR_TIMEOUT";
#endif
    case REDIS_ERR_OTHER:
      return "REDIS_ERR_OTHER";
    default:
      return "_OTHER";
  }
}

}  // namespace

ReplyReading ReadingOf(const CommandFacts& facts) noexcept {
  ReplyReading reading;
  if (facts.rule == nullptr) return reading;
  reading.lookup = facts.rule->lookup;
  reading.runs_script = facts.rule->keep == Keep::kScript || facts.rule->keep == Keep::kFunction;
  reading.scans = facts.rule->scans;
  reading.effect = facts.rule->effect;
  if (reading.effect == Effect::kSelects) {
    const std::string_view index = facts.first;
    std::from_chars(index.data(), index.data() + index.size(), reading.database);
  }
  reading.keys = static_cast<std::uint32_t>(std::min<std::size_t>(facts.arguments, UINT32_MAX));
  return reading;
}

Outcome OutcomeOfReply(const ReplyReading& reading, const redisReply& reply) {
  Outcome outcome;
  if (reply.type != REDIS_REPLY_ERROR) {
    CountLookup(outcome, reading, reply);
    CountRows(outcome, reading, reply);
    return outcome;
  }
  const std::string_view message{reply.str, reply.len};
  outcome.status_code = PrefixOf(message);
  Error error;
  error.type = outcome.status_code;
  error.message = message;
  error.message_is_free_text = reading.runs_script;
  outcome.error = std::move(error);
  return outcome;
}

Outcome OutcomeOfContextError(int error, std::string_view words) {
  Outcome outcome;
  Error failure;
  failure.type = NameOfContextError(error);
  failure.message = words;
  outcome.error = std::move(failure);
  return outcome;
}

bool IsStatus(const redisReply& reply, std::string_view word) noexcept {
  return reply.type == REDIS_REPLY_STATUS && std::string_view{reply.str, reply.len} == word;
}

void Merge(Outcome& sum, Outcome reply) {
  if (reply.hits != Outcome::kUnknown) {
    sum.hits = std::max<std::int64_t>(sum.hits, 0) + reply.hits;
    sum.misses = std::max<std::int64_t>(sum.misses, 0) + reply.misses;
  }
  if (reply.returned_rows != Outcome::kUnknown) {
    sum.returned_rows = std::max<std::int64_t>(sum.returned_rows, 0) + reply.returned_rows;
  }
  sum.transaction_aborted = sum.transaction_aborted || reply.transaction_aborted;
  if (!reply.error || sum.error) return;
  sum.status_code = std::move(reply.status_code);
  sum.error = std::move(reply.error);
}

}  // namespace dbspan::redis
