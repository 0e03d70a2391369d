#include "pg/message_code.h"

#include <algorithm>

#include "core/text/starts_with.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Message {
  std::string_view begin;
  std::string_view part;
  std::string_view code;
};

// be-fsstubs.c, inv_api.c and postgres.c of the server
constexpr Message kMessages[] = {
    {"invalid large-object descriptor: ", "", "42704"},
    {"large object ", " does not exist", "42704"},
    {"large object descriptor ", " was not opened for reading", "55000"},
    {"permission denied for large object ", "", "42501"},
    {"invalid whence setting: ", "", "22023"},
    {"invalid large object seek target: ", "", "22023"},
    {"lo_lseek result out of range", "", "22003"},
    {"lo_tell result out of range", "", "22003"},
    {"current transaction is aborted, commands ignored until end of transaction block", "",
     "25P02"},
    {"canceling statement due to statement timeout", "", "57014"},
    {"canceling statement due to user request", "", "57014"},
    {"terminating connection due to administrator command", "", "57P01"},
};

bool IsOfCode(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string_view CodeOfMessage(std::string_view message) noexcept {
  // "ERROR:  text", or "ERROR:  42704: text" if the program has asked for verbose messages
  constexpr std::string_view kAfterSeverity = ":  ";
  const auto severity = message.substr(0, message.find('\n')).find(kAfterSeverity);
  if (severity == std::string_view::npos) return {};
  message.remove_prefix(severity + kAfterSeverity.size());
  constexpr std::size_t kCode = 5;
  if (message.size() > kCode && message[kCode] == ':' &&
      std::all_of(message.begin(), message.begin() + kCode, IsOfCode)) {
    return message.substr(0, kCode);
  }
  for (const Message& known : kMessages) {
    if (StartsWith(message, known.begin) && message.find(known.part) != std::string_view::npos) {
      return known.code;
    }
  }
  return {};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
