#include "cli/go_driver.h"

#include <string.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/mapped_file.h"
#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr std::string_view kHost = "github.com/";

// Packages on that host. A dot or slash comes after the name in the names of their functions, which
// a program has even if it is stripped.
constexpr std::array<std::string_view, 9> kPackages{
    "lib/pq",         "jackc/pgx",           "jackc/pgconn",
    "go-pg/pg",       "go-sql-driver/mysql", "redis/go-redis",
    "go-redis/redis", "gomodule/redigo",     "valkey-io/valkey-go"};

std::string_view PackageAt(std::string_view text) {
  const auto found = std::find_if(kPackages.begin(), kPackages.end(), [text](const auto package) {
    const bool same = StartsWith(text, package);
    return same && text.size() > package.size() &&
           (text[package.size()] == '.' || text[package.size()] == '/');
  });
  return found == kPackages.end() ? std::string_view{} : *found;
}

}  // namespace

std::string GoDriverIn(const std::string& executable) {
  const MappedFile file{executable};
  std::string_view rest = file.content();
  while (!rest.empty()) {
    const void* const found = memmem(rest.data(), rest.size(), kHost.data(), kHost.size());
    if (found == nullptr) break;
    rest.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) +
                       kHost.size());
    const std::string_view package = PackageAt(rest);
    if (!package.empty()) return std::string{kHost} + std::string{package};
  }
  return {};
}

}  // namespace dbspan::cli
