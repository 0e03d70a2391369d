#include "cli/named_places.h"

#include <string_view>

#include "cli/symbolizer.h"

namespace dbspan::cli {
namespace {

view::Attributes AttributesOf(const CodePlace& place) {
  view::Attributes attributes;
  if (!place.function.empty()) attributes.emplace_back("code.function.name", place.function);
  if (place.file.empty()) return attributes;
  attributes.emplace_back("code.file.path", place.file);
  attributes.emplace_back("code.line.number", std::to_string(place.line));
  return attributes;
}

std::string ExecutableOf(const view::Store& store, const view::Process& process) {
  for (const auto& [key, value] : store.attribute_sets()[process.attributes]) {
    if (store.strings()[key] == "process.executable.path") {
      return std::string{store.strings()[value]};
    }
  }
  return {};
}

}  // namespace

void NamePlaces(view::Store& store, const std::vector<std::string>& programs) {
  Symbolizer symbolizer;
  for (const std::string& program : programs) {
    if (program.find('/') != std::string::npos) symbolizer.AddFile(program);
  }
  for (const view::Process& process : store.processes()) {
    const std::string path = ExecutableOf(store, process);
    if (!path.empty()) symbolizer.AddFile(path);
  }
  store.NamePlaces([&symbolizer](const std::vector<std::string_view>& stacks) {
    symbolizer.Prepare(stacks);
    std::vector<view::Attributes> names;
    for (const std::string_view stack : stacks) {
      const auto place = symbolizer.PlaceOf(stack);
      names.push_back(place ? AttributesOf(*place) : view::Attributes{});
    }
    return names;
  });
}

}  // namespace dbspan::cli
