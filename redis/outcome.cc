#include "redis/outcome.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "core/span/template_match.h"
#include "redis/resp/error_retry.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kLongestPrefix = 32;

// Error replies begin with a word in capitals, but scripts may send any text, even data. Unknown
// commands may be scripts: functions of modules, or EVAL after `rename-command`.
std::string_view PrefixOf(std::string_view message, bool any_text) noexcept {
  const std::string_view word = message.substr(0, message.find(' '));
  const bool prefix =
      !word.empty() && word.size() <= kLongestPrefix &&
      std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
  const bool known = IsTemplateLead(word) || IsExpectedError(word);
  return prefix && (!any_text || known) ? word : "ERR";
}

void Count(Outcome& outcome, std::int64_t hits, std::int64_t misses) noexcept {
  outcome.hits = hits;
  outcome.misses = misses;
}

void CountOne(Outcome& outcome, bool hit) noexcept { Count(outcome, hit ? 1 : 0, hit ? 0 : 1); }

void CountEach(Outcome& outcome, const ReplyView& reply) noexcept {
  if (!IsList(reply)) return;
  std::int64_t misses = 0;
  for (std::size_t i = 0; i < reply.elements; ++i) {
    const ReplyView element = reply[i];
    if (IsNil(element) || (IsNumber(element) && element.integer == 0)) ++misses;
  }
  Count(outcome, static_cast<std::int64_t>(reply.elements) - misses, misses);
}

void CountLookup(Outcome& outcome, const ReplyReading& reading, const ReplyView& reply) noexcept {
  const bool queued = reply.type == ReplyType::kStatus && reading.lookup != Lookup::kNone;
  if (queued) return;  // QUEUED: the lookup has not run yet
  switch (reading.lookup) {
    case Lookup::kNone:
      return;
    case Lookup::kNil:
      return CountOne(outcome, !IsNil(reply));
    case Lookup::kEmpty:
    case Lookup::kFound:
      // With the option STORE, the reply is a number instead of a list.
      if (IsNumber(reply) && reading.lookup == Lookup::kEmpty) return;
      return CountOne(outcome, !IsNil(reply) && (!IsList(reply) || reply.elements != 0));
    case Lookup::kEmptyText:
      if (reply.type != ReplyType::kString && !IsNil(reply)) return;  // of LCS with LEN or IDX
      return CountOne(outcome, !IsNil(reply) && !reply.text.empty());
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

std::int64_t Rows64(std::size_t rows) noexcept { return static_cast<std::int64_t>(rows); }

/// Counts rows of `width` elements; if each row is a list, counts the lists.
std::int64_t TuplesOf(const ReplyView& list, std::size_t width) noexcept {
  const bool nested = IsMap(list) || (list.elements != 0 && IsList(list[0]));
  return Rows64(nested ? SizeOf(list) : list.elements / width);
}

/// Counts popped elements. The reply is the key, followed by one element or a list of elements.
std::int64_t PoppedOf(const ReplyView& list) noexcept {
  if (list.elements < 2) return 0;
  const ReplyView popped = list[1];
  return IsList(popped) ? Rows64(popped.elements) : 1;
}

std::int64_t EntriesOf(const ReplyView& streams) noexcept {
  std::size_t entries = 0;
  for (std::size_t i = 0; i < streams.elements; ++i) {
    const ReplyView one = streams[i];
    if (IsMap(streams)) {  // alternating keys and entries
      if (i % 2 != 0 && IsList(one)) entries += one.elements;
    } else if (IsList(one) && one.elements == 2 && IsList(one[1])) {
      entries += one[1].elements;
    }
  }
  return Rows64(entries);
}

/// Counts documents. The reply is the total followed by the documents, or a map with the documents
/// under `results`. With a cursor, the reply is a pair of that and the cursor.
std::int64_t DocumentsOf(const ReplyView& reply, std::size_t width) noexcept {
  const bool cursor = reply.elements == 2 && IsList(reply[0]);
  const ReplyView list = cursor ? reply[0] : reply;
  for (std::size_t i = 0; i + 1 < list.elements; i += 2) {
    const ReplyView documents = list[i + 1];
    if (list[i].text == "results" && IsList(documents)) return Rows64(documents.elements);
  }
  const bool total = list.elements != 0 && IsNumber(list[0]);
  return total ? Rows64((list.elements - 1) / width) : Outcome::kUnknown;
}

std::int64_t RowsOf(const ReplyReading& reading, const ReplyView& list) noexcept {
  switch (reading.rows) {
    case Rows::kNone:
      return Outcome::kUnknown;
    case Rows::kItems:
      return Rows64(SizeOf(list));
    case Rows::kPairs:
      return Rows64(list.elements / 2);
    case Rows::kTuples:
      return TuplesOf(list, reading.width);
    case Rows::kScores:
      return TuplesOf(list, 2);
    case Rows::kPopped:
      return PoppedOf(list);
    case Rows::kScan:
    case Rows::kScanPairs: {
      if (list.elements < 2 || !IsList(list[1])) return Outcome::kUnknown;
      const bool pairs = reading.rows == Rows::kScanPairs && !reading.has_option;
      return Rows64(list[1].elements / (pairs ? 2 : 1));
    }
    case Rows::kStreams:
      return EntriesOf(list);
    case Rows::kSearch:
      return DocumentsOf(list, reading.width);
  }
  return Outcome::kUnknown;
}

}  // namespace

Outcome OutcomeOfReply(const ReplyReading& reading, const ReplyView& reply) {
  Outcome outcome;
  if (reply.type != ReplyType::kError) {
    CountLookup(outcome, reading, reply);
    if (IsList(reply)) outcome.returned_rows = RowsOf(reading, reply);
    return outcome;
  }
  const std::string_view message = reply.text;
  const bool script = reading.effect == Effect::kScript || reading.effect == Effect::kFunction;
  outcome.status_code = PrefixOf(message, script || reading.effect == Effect::kUnknown);
  Error error;
  error.type = outcome.status_code;
  error.message = message;
  error.message_is_free_text = script;
  error.retry = script ? RetryOfScriptError(message) : RetryOfError(message);
  error.expected = IsExpectedError(message) && !(script && IsFromInsideScript(message));
  outcome.error = std::move(error);
  return outcome;
}

bool AnswersNobody(const ReplyView& reply, const ReplyReading& reading) noexcept {
  const bool subscribes =
      reading.effect == Effect::kSubscribes || reading.effect == Effect::kUnsubscribes;
  if (!IsPush(reply) && !(subscribes && IsList(reply))) return false;
  if (!subscribes || reply.elements == 0) return true;
  // Confirmations are `subscribe`, `punsubscribe` and so on; everything else is a message.
  const std::string_view kind = reply[0].text;
  constexpr std::string_view kConfirms = "subscribe";
  return kind.size() < kConfirms.size() || kind.substr(kind.size() - kConfirms.size()) != kConfirms;
}

bool IsStatus(const ReplyView& reply, std::string_view word) noexcept {
  return reply.type == ReplyType::kStatus && reply.text == word;
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
  if (!reply.error) return;
  const bool outweighs = sum.error && sum.error->expected && !reply.error->expected;
  if (sum.error && !outweighs) return;
  sum.status_code = std::move(reply.status_code);
  sum.error = std::move(reply.error);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
