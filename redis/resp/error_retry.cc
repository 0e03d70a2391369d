#include "redis/resp/error_retry.h"

#include <algorithm>
#include <array>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Rule {
  std::string_view start;  // of the message, up to the end of a word
  Retry retry;
};

// Sources: redis.io, "Redis serialization protocol" (errors) and "Redis cluster specification"
// (MOVED, ASK, TRYAGAIN, CLUSTERDOWN); src/server.c, createSharedObjects and processCommand, which
// refuses before it carries anything out; src/sentinel.c; Valkey's networking.c (REDIRECT).
constexpr std::array kRetryRules = {
    Rule{"ASK", Retry::kStatement},        // at the node that the error names
    Rule{"MOVED", Retry::kStatement},      // likewise
    Rule{"NOSCRIPT", Retry::kStatement},   // with the text of the script
    Rule{"REDIRECT", Retry::kStatement},   // Valkey: at the primary that the error names
    Rule{"UNBLOCKED", Retry::kStatement},  // CLIENT UNBLOCK, or the key is another's now
    Rule{"BUSY", Retry::kLater},           // a script runs
    Rule{"CLUSTERDOWN", Retry::kLater},
    Rule{"INPROG", Retry::kLater},  // Sentinel: a failover runs
    Rule{"LOADING", Retry::kLater},
    Rule{"MASTERDOWN", Retry::kLater},
    Rule{"MISCONF", Retry::kLater},  // the last snapshot failed: no writes
    Rule{"NOGOODSLAVE", Retry::kLater},
    Rule{"NOMASTERLINK", Retry::kLater},
    Rule{"NOQUORUM", Retry::kLater},
    Rule{"NOREPLICAS", Retry::kLater},
    Rule{"OOM", Retry::kLater},       // maxmemory
    Rule{"READONLY", Retry::kLater},  // a replica, as after a failover
    Rule{"TRYAGAIN", Retry::kLater},
    Rule{"ERR max number of clients", Retry::kLater},
    Rule{"IOERR", Retry::kOutcomeUnknown},  // MIGRATE: the other server may have the keys
};

bool Starts(std::string_view message, std::string_view start) noexcept {
  if (message.substr(0, start.size()) != start) return false;
  return message.size() == start.size() || message[start.size()] == ' ';
}

}  // namespace

Retry RetryOfError(std::string_view message) noexcept {
  const auto* rule = std::find_if(kRetryRules.begin(), kRetryRules.end(),
                                  [&](const Rule& one) { return Starts(message, one.start); });
  return rule == kRetryRules.end() ? Retry::kNo : rule->retry;
}

Retry RetryOfScriptError(std::string_view message) noexcept {
  const Retry retry = RetryOfError(message);
  // Since Redis 7, an error that comes from inside a script ends with where it came from.
  const bool inside = message.find("script: ") != std::string_view::npos;
  return inside && retry != Retry::kNo ? Retry::kOutcomeUnknown : retry;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
