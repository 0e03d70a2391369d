#include "redis/resp/error_retry.h"

#include <algorithm>
#include <array>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Rule {
  std::string_view start;  // beginning of the message, up to the end of a word
  Retry retry;
  bool expected = false;
};

// Sources: redis.io, "Redis serialization protocol" (errors) and "Redis cluster specification"
// (MOVED, ASK, TRYAGAIN, CLUSTERDOWN); src/server.c, createSharedObjects and processCommand, which
// refuses a command before executing anything; src/sentinel.c; Valkey's networking.c (REDIRECT).
// `expected` are the errors that cluster clients handle by themselves (redis.io, "Redis cluster
// specification", MOVED and ASK redirection), and NOSCRIPT, which callers of EVALSHA expect.
constexpr std::array kRetryRules = {
    Rule{"ASK", Retry::kStatement, true},       // at the node that the error names
    Rule{"MOVED", Retry::kStatement, true},     // at the node that the error names
    Rule{"NOSCRIPT", Retry::kStatement, true},  // with the text of the script
    Rule{"REDIRECT", Retry::kStatement, true},  // Valkey: at the primary that the error names
    Rule{"UNBLOCKED", Retry::kStatement},       // CLIENT UNBLOCK, or the key moved to another node
    Rule{"BUSY", Retry::kLater},                // a script runs
    Rule{"CLUSTERDOWN", Retry::kLater, true},
    Rule{"INPROG", Retry::kLater},  // Sentinel: a failover runs
    Rule{"LOADING", Retry::kLater, true},
    Rule{"MASTERDOWN", Retry::kLater},
    Rule{"MISCONF", Retry::kLater},  // the last snapshot failed: writes are refused
    Rule{"NOGOODSLAVE", Retry::kLater},
    Rule{"NOMASTERLINK", Retry::kLater},
    Rule{"NOQUORUM", Retry::kLater},
    Rule{"NOREPLICAS", Retry::kLater},
    Rule{"OOM", Retry::kLater},       // maxmemory
    Rule{"READONLY", Retry::kLater},  // a replica, as after a failover
    Rule{"TRYAGAIN", Retry::kLater, true},
    Rule{"ERR max number of clients", Retry::kLater},
    Rule{"IOERR", Retry::kOutcomeUnknown},  // MIGRATE: the other server may have the keys
};

bool Starts(std::string_view message, std::string_view start) noexcept {
  if (message.substr(0, start.size()) != start) return false;
  return message.size() == start.size() || message[start.size()] == ' ';
}

Rule RuleOf(std::string_view message) noexcept {
  const auto* rule = std::find_if(kRetryRules.begin(), kRetryRules.end(),
                                  [&](const Rule& one) { return Starts(message, one.start); });
  return rule == kRetryRules.end() ? Rule{{}, Retry::kNo} : *rule;
}

}  // namespace

Retry RetryOfError(std::string_view message) noexcept { return RuleOf(message).retry; }

bool IsExpectedError(std::string_view message) noexcept { return RuleOf(message).expected; }

bool IsFromInsideScript(std::string_view message) noexcept {
  return message.find("script: ") != std::string_view::npos;
}

Retry RetryOfScriptError(std::string_view message) noexcept {
  const Retry retry = RetryOfError(message);
  return IsFromInsideScript(message) && retry != Retry::kNo ? Retry::kOutcomeUnknown : retry;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
