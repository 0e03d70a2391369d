#include "redis/resp/error_retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "core/span/endpoint_check.h"
#include "core/text/starts_with.h"
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

// Texts with which servers refuse a script before running it: src/server.c, createSharedObjects and
// processCommand, and src/cluster.c, clusterRedirectClient, of Redis and Valkey. Forks have their
// own name in the place of `*`.
constexpr std::array<std::string_view, 13> kRefusals = {
    "NOSCRIPT No matching script",
    "BUSY * is busy running a script",
    "CLUSTERDOWN The cluster is down",
    "CLUSTERDOWN Hash slot not served",
    "LOADING * is loading the dataset in memory",
    "MASTERDOWN Link with MASTER is down",
    "MASTERDOWN Link with PRIMARY is down",
    "MISCONF * is configured to save RDB snapshots",
    "MISCONF Errors writing to the AOF file",
    "NOREPLICAS Not enough good replicas to write",
    "OOM command not allowed when used memory > 'maxmemory'",
    "READONLY You can't write against a read only ",
    "TRYAGAIN Multiple keys request during rehashing of slot",
};

// Tells whether `message` begins with `refusal`, whose `*` stands for a word.
bool BeginsWith(std::string_view message, std::string_view refusal) noexcept {
  const std::size_t word = refusal.find('*');
  const std::string_view before = refusal.substr(0, word);
  if (!StartsWith(message, before)) return false;
  if (word == std::string_view::npos) return true;
  message.remove_prefix(word);
  const std::size_t end = std::min(message.find(' '), message.size());
  const std::string_view rest = refusal.substr(word + 1);
  return end != 0 && message.substr(end, rest.size()) == rest;
}

// `host:port`. Nodes with unknown host announce `:port` or `?:port`.
bool IsNode(std::string_view text) noexcept {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || PortOfText(text.substr(colon + 1)) == 0) return false;
  const std::string_view host = text.substr(0, colon);
  return host.empty() || host == "?" || IsServerAddress(host);
}

// `3999 host:port`
bool IsSlotAtNode(std::string_view text) noexcept {
  constexpr unsigned kClusterSlots = 16384;
  unsigned slot = kClusterSlots;
  const char* const end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, slot);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != ' ' || slot >= kClusterSlots)
    return false;
  return IsNode({read.ptr + 1, static_cast<std::size_t>(end - read.ptr - 1)});
}

bool IsWordedByServer(std::string_view message) noexcept {
  for (const std::string_view moved : {"MOVED ", "ASK "}) {
    if (StartsWith(message, moved)) return IsSlotAtNode(message.substr(moved.size()));
  }
  constexpr std::string_view kRedirect = "REDIRECT ";
  if (message.substr(0, kRedirect.size()) == kRedirect) {
    return IsNode(message.substr(kRedirect.size()));
  }
  return std::any_of(kRefusals.begin(), kRefusals.end(),
                     [&](std::string_view refusal) { return BeginsWith(message, refusal); });
}

}  // namespace

Retry RetryOfError(std::string_view message) noexcept { return RuleOf(message).retry; }

bool IsExpectedError(std::string_view message) noexcept { return RuleOf(message).expected; }

bool IsFromInsideScript(std::string_view message) noexcept {
  if (message.find("script: ") != std::string_view::npos) return true;
  return RuleOf(message).retry != Retry::kNo && !IsWordedByServer(message);
}

Retry RetryOfScriptError(std::string_view message) noexcept {
  const Retry retry = RetryOfError(message);
  return retry != Retry::kNo && IsFromInsideScript(message) ? Retry::kOutcomeUnknown : retry;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
