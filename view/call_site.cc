#include "view/call_site.h"

#include <string_view>

#include "view/store.h"

namespace dbspan::view {
namespace {

std::string_view AttributeOf(const Store& store, std::uint32_t attributes, std::string_view key) {
  for (const auto& [name, value] : store.attribute_sets()[attributes]) {
    if (store.strings()[name] == key) return store.strings()[value];
  }
  return {};
}

}  // namespace

std::string CallSiteOf(const Store& store, std::uint32_t attributes) {
  std::string where{AttributeOf(store, attributes, "code.function.name")};
  const std::string_view file = AttributeOf(store, attributes, "code.file.path");
  const std::string_view line = AttributeOf(store, attributes, "code.line.number");
  if (file.empty()) return where;
  if (!where.empty()) where += ", ";
  where += file.substr(file.rfind('/') + 1);
  return line.empty() ? where : where + ":" + std::string{line};
}

std::string CallSiteKeyOf(const Store& store, std::uint32_t attributes) {
  std::string where = CallSiteOf(store, attributes);
  return where.empty() ? std::string{AttributeOf(store, attributes, "dbspan.code.stack")} : where;
}

}  // namespace dbspan::view
