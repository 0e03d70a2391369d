#include <array>

#include "insight/repetition.h"
#include "insight/sentence.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr const char* kPipeline = "A pipeline would need one round trip.";

constexpr const char* kWaitLonger =
    "Wait longer between attempts; several keys fit into one pipeline.";
constexpr const char* kWaitForJobs = "BLMOVE waits until there is one.";
constexpr const char* kCheckOnce =
    "It reads no data: once is enough. The next statement shows whether the connection is broken.";

/// Advice for a command in a loop. A null pointer stands for `kPipeline`.
struct CommandAdvice {
  std::string_view verb;
  const char* same_key;
  const char* other_keys;
};

constexpr std::array<CommandAdvice, 25> kCommandAdvice{{
    {"APPEND", "One APPEND would do.", nullptr},
    {"DECR", "One DECRBY would do.", nullptr},
    {"DEL", nullptr, "One DEL of several keys, or a pipeline, would do."},
    {"EXISTS", "Keep the first answer and use it again.",
     "One EXISTS of several keys, or a pipeline, would do."},
    {"GET", "Keep the first answer and use it again.", "One MGET, or a pipeline, would do."},
    {"HDEL", "One HDEL of several fields, or a pipeline, would do.", nullptr},
    {"HGET", "One HMGET, or a pipeline, would do.", nullptr},
    {"HGETALL", "Keep the first answer and use it again.", nullptr},
    {"HSET", "One HSET of several fields, or a pipeline, would do.", nullptr},
    {"INCR", "One INCRBY would do.", nullptr},
    {"LPOP", "One LPOP with a count would do.", nullptr},
    {"LMOVE", kWaitForJobs, kWaitForJobs},
    {"LPUSH", "One LPUSH of several elements, or a pipeline, would do.", nullptr},
    {"RPOP", "One RPOP with a count would do.", nullptr},
    {"RPOPLPUSH", kWaitForJobs, kWaitForJobs},
    {"RPUSH", "One RPUSH of several elements, or a pipeline, would do.", nullptr},
    {"SADD", "One SADD of several members, or a pipeline, would do.", nullptr},
    {"SET", "It writes the same key each time: one SET would do.",
     "One MSET, or a pipeline, would do."},
    {"SETNX", kWaitLonger, kWaitLonger},
    {"SISMEMBER", "One SMISMEMBER, or a pipeline, would do.", nullptr},
    {"SPOP", "One SPOP with a count would do.", nullptr},
    {"SREM", "One SREM of several members, or a pipeline, would do.", nullptr},
    {"UNLINK", nullptr, "One UNLINK of several keys, or a pipeline, would do."},
    {"ZADD", "One ZADD of several members, or a pipeline, would do.", nullptr},
    {"ZSCORE", "One ZMSCORE, or a pipeline, would do.", nullptr},
}};

std::string AdviceForCommand(const Finding& finding) {
  const bool has_key = finding.label.find(' ') != std::string_view::npos;
  const bool same_key = has_key && finding.label.find('*') == std::string_view::npos;
  for (const CommandAdvice& advice : kCommandAdvice) {
    if (!has_key || !IsVerb(finding.verb, advice.verb)) continue;
    const char* const text = same_key ? advice.same_key : advice.other_keys;
    if (text != nullptr) return text;
  }
  return kPipeline;
}

std::string AdviceForRepeated(const Finding& finding) {
  constexpr const char* kGeneral = "One statement for all of them would need one round trip.";
  if (IsVerb(finding.verb, "PING")) return kCheckOnce;
  if (IsKeyValueStore(finding.system)) return AdviceForCommand(finding);
  if (IsVerb(finding.verb, "INSERT") || IsVerb(finding.verb, "REPLACE")) {
    return "One INSERT of several rows would do.";
  }
  if (finding.repetition == Repetition::kTurn) {
    return "Wait longer between attempts; one statement can take several at once.";
  }
  if (!ReadsRows(finding.verb)) return kGeneral;
  switch (finding.repetition) {
    case Repetition::kCheck:
      return kCheckOnce;
    case Repetition::kSame:
      return "It has no values: keep the first answer and use it again.";
    case Repetition::kNextOffset:
      return "A cursor, or  id > …  instead of OFFSET, does not read the earlier rows again.";
    case Repetition::kNextValue:
    case Repetition::kNextBlock:
      return finding.system == "postgresql" ? "One statement with  id = ANY(…)  would do."
                                            : "One statement with  id IN (…)  would do.";
    default:
      return kGeneral;
  }
}

std::string AdviceForSlow(const Finding& finding) {
  if (IsKeyValueStore(finding.system)) {
    return "SLOWLOG GET shows whether it is the server or the way to it.";
  }
  const bool has_plan = ReadsRows(finding.verb) || IsVerb(finding.verb, "INSERT") ||
                        IsVerb(finding.verb, "UPDATE") || IsVerb(finding.verb, "DELETE") ||
                        IsVerb(finding.verb, "MERGE") || IsVerb(finding.verb, "REPLACE");
  if (!has_plan) return "Look for locks and for other work of the server at that moment.";
  const char* const command = finding.system == "postgresql" ? "EXPLAIN (ANALYZE)"
                              : finding.system == "mariadb"  ? "ANALYZE"
                                                             : "EXPLAIN ANALYZE";
  return std::string{command} + " shows where the time goes; an index may be missing.";
}

}  // namespace

std::string AdviceOf(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::kRepeatedStatement:
      return AdviceForRepeated(finding);
    case FindingKind::kChatty:
      return "A JOIN, a pipeline or a cached answer saves round trips.";
    case FindingKind::kRedundantStatement:
      return "Keep the first answer and use it again.";
    case FindingKind::kAlwaysMissing:
      return "Compare the keys with those that are written, or leave the lookup out.";
    case FindingKind::kNeverRead:
      return "Compare the keys with those that are looked up, or stop writing them.";
    case FindingKind::kSlowStatement:
      return AdviceForSlow(finding);
    case FindingKind::kSlowerThanUsual:
      return "Look for locks and for other work of the server at that moment.";
    case FindingKind::kUnusedRows:
      return "LIMIT 1 would ask for what is used.";
    case FindingKind::kErrorStorm:
      return "Mend the first failure; stop at it instead of going on.";
    case FindingKind::kRetries:
      return "Wait longer from attempt to attempt, and give up after a few.";
    case FindingKind::kConnectionChurn:
      return "Keep a connection, or a pool of them.";
    case FindingKind::kIdleTransaction:
      return "Begin it later, or do the other work after COMMIT: its locks are held meanwhile.";
    case FindingKind::kPoolWait:
      return "Enlarge the pool, or give connections back earlier.";
    case FindingKind::kOverBudget:
      break;
  }
  return "Look at what it runs, or raise the budget.";
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
