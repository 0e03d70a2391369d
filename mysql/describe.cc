#include "mysql/describe.h"

#include <strings.h>

#include <algorithm>
#include <cstddef>

#include "core/span/endpoint_check.h"
#include "core/text/starts_with.h"
#include "dbspan/mysql/instrumentation.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// The parts of an address after the scheme.
struct Address {
  std::string_view server;  ///< Empty if the server's part is ambiguous.
  std::string_view schema;
};

// The connectors accept neither a user nor a query in the address, but applications write them
// there, and the failed attempt to connect is recorded. A password may contain any of "/?#@": if an
// `@` follows the first of these characters, the address is ambiguous and nothing of it is kept.
Address SplitAddress(std::string_view address) noexcept {
  const std::size_t end = std::min(address.find_first_of("/?#"), address.size());
  const std::string_view rest = address.substr(end);
  if (rest.find('@') != std::string_view::npos) return {};
  std::string_view server = address.substr(0, end);
  if (server.find_first_of("= ") != std::string_view::npos) return {};  // a connection string
  server.remove_prefix(server.rfind('@') + 1);                          // npos + 1 is 0
  if (rest.empty() || rest.front() != '/') return {server, {}};
  return {server, rest.substr(1, rest.find_first_of("?#") - 1)};
}

// host, host:port, [v6], [v6]:port; a slash and the schema may follow. For a list of hosts no
// server is recorded, because it is unknown which one answered.
void ReadTcp(std::string_view url, EndpointFields& fields) {
  const auto [address, schema] = SplitAddress(url);
  fields.database = schema;
  if (address.find(',') != std::string_view::npos) return;
  std::size_t colon = address.rfind(':');
  if (!address.empty() && address.front() == '[') {
    const std::size_t close = address.find(']');
    fields.server_address = address.substr(1, close == std::string_view::npos ? close : close - 1);
    if (close == std::string_view::npos || colon < close) colon = std::string_view::npos;
  } else {
    fields.server_address = address.substr(0, colon);
  }
  fields.server_port = kDefaultPort;
  if (colon == std::string_view::npos || colon + 1 == address.size()) return;
  fields.server_port = PortOfText(address.substr(colon + 1));
  if (fields.server_port != 0) return;
  fields.server_address.clear();  // it may be a user, and the rest a password
  fields.database.clear();
}

/// Returns the path of a socket or pipe, without a user before it or a query after it. Empty if a
/// password with a delimiter makes the address ambiguous.
std::string_view PathOf(std::string_view address) noexcept {
  const std::size_t end = std::min(address.find('?'), address.size());
  const std::string_view path = address.substr(0, end);
  if (address.find('@', end) != std::string_view::npos) return {};
  const std::size_t user = path.find('@');
  if (user == std::string_view::npos || path.front() == '/') return path;
  const std::string_view after = path.substr(path.rfind('@') + 1);
  return path.find('/') < user ? std::string_view{} : after;
}

}  // namespace

System SystemOf(std::string_view version) noexcept {
  return version.find("MariaDB") == std::string_view::npos ? kSystem : kMariaDb;
}

EndpointFields ReadTarget(const ConnectTarget& target, std::string_view version) {
  EndpointFields fields;
  fields.system = SystemOf(version);
  std::string_view url = target.url;
  if (!target.socket.empty() || StartsWith(url, "unix://")) {
    fields.server_address = target.socket.empty() ? PathOf(url.substr(7)) : target.socket;
  } else if (StartsWith(url, "pipe://")) {
    fields.server_address = PathOf(url.substr(7));
  } else {
    if (StartsWith(url, "tcp://")) url.remove_prefix(6);
    if (StartsWith(url, "mysql://")) url.remove_prefix(8);
    if (url.find("://") == std::string_view::npos) ReadTcp(url, fields);
    if (target.port != 0) fields.server_port = PortOfNumber(target.port);
  }
  if (!target.schema.empty()) fields.database = target.schema;
  return fields;
}

std::string SchemaOfUse(std::string_view sql) {
  const std::size_t begin = sql.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || sql.size() - begin < 5) return {};
  if (strncasecmp(sql.data() + begin, "use", 3) != 0) return {};
  std::string_view rest = sql.substr(begin + 3);
  const std::size_t name = rest.find_first_not_of(" \t\r\n");
  if (name == 0 || name == std::string_view::npos) {
    if (name != 0 || rest.front() != '`') return {};
  }
  rest = rest.substr(name);
  if (rest.front() == '`') {
    const std::size_t close = rest.find('`', 1);
    return close == std::string_view::npos ? std::string{} : std::string{rest.substr(1, close - 1)};
  }
  return std::string{rest.substr(0, rest.find_first_of(" \t\r\n;"))};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
