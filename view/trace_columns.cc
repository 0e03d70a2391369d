#include "view/trace_columns.h"

#include <cstddef>
#include <string_view>

namespace dbspan::view {
namespace {

// Adds a column with `value(tree)` of each trace.
template <class Number, class Value>
void AddOfTraces(const Picture& picture, const PageRows& kept, PageColumns& columns,
                 std::string_view name, const char* type, Value value) {
  columns.Add<Number>(name, type, kept.trees.size(), [&picture, &kept, value](auto& output) {
    for (const std::uint32_t number : kept.trees) {
      output.Add(static_cast<Number>(value(picture.forest.trees[number])));
    }
  });
}

}  // namespace

void AddTraceColumns(const Picture& picture, const PageRows& kept, const PageTexts& texts,
                     std::int64_t base, PageColumns& columns) {
  columns.Add<std::uint32_t>("trace.id", "u32", 4 * kept.trees.size(),
                             [&picture, &kept](auto& output) {
                               for (const std::uint32_t number : kept.trees) {
                                 const TraceId& id = picture.forest.trees[number].id;
                                 for (std::size_t i = 0; i < id.size(); i += 4) {
                                   output.Add(static_cast<std::uint32_t>(id[i]) << 24U |
                                              id[i + 1] << 16U | id[i + 2] << 8U | id[i + 3]);
                                 }
                               }
                             });
  AddOfTraces<std::uint32_t>(picture, kept, columns, "trace.first", "u32",
                             [&kept](const Tree& tree) { return kept.row_of[tree.first]; });
  AddOfTraces<std::uint32_t>(picture, kept, columns, "trace.spans", "u32",
                             [](const Tree& tree) { return tree.rows; });
  AddOfTraces<double>(picture, kept, columns, "trace.start", "f64",
                      [base](const Tree& tree) { return tree.start - base; });
  AddOfTraces<double>(picture, kept, columns, "trace.duration", "f64",
                      [](const Tree& tree) { return tree.end - tree.start; });
  AddOfTraces<std::uint32_t>(picture, kept, columns, "trace.name", "u32",
                             [&picture, &texts](const Tree& tree) {
                               return texts.NameOf(picture.forest.rows[tree.first]);
                             });
  AddOfTraces<std::uint32_t>(picture, kept, columns, "trace.operations", "u32",
                             [](const Tree& tree) { return tree.operations; });
  AddOfTraces<std::uint32_t>(picture, kept, columns, "trace.failed", "u32",
                             [](const Tree& tree) { return tree.failed; });
  AddOfTraces<double>(picture, kept, columns, "trace.databases", "f64",
                      [](const Tree& tree) { return tree.busy; });
}

void AddSetColumns(const AttributeSets& sets, PageColumns& columns) {
  std::size_t entries = 0;
  for (std::uint32_t i = 0; i < sets.size(); ++i) entries += sets[i].size();
  columns.Add<std::uint32_t>("set.first", "u32", sets.size() + 1, [&sets](auto& output) {
    std::uint32_t first = 0;
    for (std::uint32_t i = 0; i < sets.size(); ++i) {
      output.Add(first);
      first += static_cast<std::uint32_t>(sets[i].size());
    }
    output.Add(first);
  });
  const auto add = [&](std::string_view name, auto member) {
    columns.Add<std::uint32_t>(name, "u32", entries, [&sets, member](auto& output) {
      for (std::uint32_t i = 0; i < sets.size(); ++i) {
        for (const AttributeSets::Entry& entry : sets[i]) output.Add(entry.*member);
      }
    });
  };
  add("set.key", &AttributeSets::Entry::first);
  add("set.value", &AttributeSets::Entry::second);
}

}  // namespace dbspan::view
