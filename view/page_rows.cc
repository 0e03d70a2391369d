#include "view/page_rows.h"

#include <algorithm>

namespace dbspan::view {
namespace {

enum Flag : std::uint16_t {
  kUnfinished = 1,
  kEndBeforeStart = 2,
  kOutsideParent = 4,
  kMade = 8,
  kInFinding = 16,
  kLoopCut = 32,
};

// Rows without a span get an id as well, so that links can refer to them. It is made of kind and
// index; a random span id practically never has such a value.
SpanId IdOf(const Row& row, const StoredSpan* span, std::size_t number) {
  return span != nullptr ? span->id : static_cast<SpanId>(row.kind) << 32U | number;
}

}  // namespace

PageRows ChooseRows(const Picture& picture, std::size_t most) {
  const Forest& forest = picture.forest;
  std::vector<bool> keep(forest.trees.size());
  std::size_t used = 0;
  const auto take = [&](std::uint32_t tree, std::size_t limit) {
    if (keep[tree] || used + forest.trees[tree].rows > limit) return;
    keep[tree] = true;
    used += forest.trees[tree].rows;
  };
  std::vector<std::uint32_t> order(forest.trees.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  if (forest.rows.size() <= most) {
    keep.assign(keep.size(), true);
  } else {
    for (const PlacedFinding& placed : picture.findings) {
      if (placed.tree != PlacedFinding::kNoTree) take(placed.tree, most / 4);
    }
    for (const std::uint32_t tree : order) {
      if (forest.trees[tree].failed > 0) take(tree, most / 2);
    }
    std::stable_sort(order.begin(), order.end(), [&forest](std::uint32_t a, std::uint32_t b) {
      return forest.trees[a].end - forest.trees[a].start >
             forest.trees[b].end - forest.trees[b].start;
    });
    for (const std::uint32_t tree : order) take(tree, most - most / 4);
    // Spread over time: every step-th tree first, then the trees between them.
    const std::size_t step = 1 + forest.rows.size() / std::max<std::size_t>(most / 4, 1);
    for (std::size_t offset = 0; offset < step && used < most; ++offset) {
      for (std::size_t i = offset; i < keep.size(); i += step)
        take(static_cast<std::uint32_t>(i), most);
    }
  }
  order = {};
  PageRows kept;
  kept.row_of.assign(forest.rows.size(), -1);
  kept.tree_of.assign(forest.trees.size(), -1);
  for (std::uint32_t i = 0; i < keep.size(); ++i) {
    if (!keep[i]) continue;
    kept.tree_of[i] = static_cast<std::int32_t>(kept.trees.size());
    kept.trees.push_back(i);
    for (std::uint32_t row = 0; row < forest.trees[i].rows; ++row) {
      kept.row_of[forest.trees[i].first + row] = static_cast<std::int32_t>(kept.rows++);
    }
  }
  return kept;
}

RowColumns::RowColumns(const Picture& picture, const PageRows& kept,
                       const std::vector<std::int32_t>& statement_number, std::int64_t base)
    : picture_(picture),
      kept_(kept),
      statement_number_(statement_number),
      base_(base),
      text_of_(picture.store->strings().size(), kNoRow),
      set_of_(picture.store->attribute_sets().size(), kNoRow),
      label_of_(picture.labels.size(), kNoRow),
      service_of_(picture.store->processes().size() + 1, kNoRow) {
  text_of_[0] = set_of_[0] = 0;
  ForEachRow([this](std::uint32_t number) { TakeTexts(picture_.forest.rows[number]); });
}

template <class Use>
void RowColumns::ForEachRow(Use&& use) const {
  for (const std::uint32_t tree : kept_.trees) {
    const Tree& chosen = picture_.forest.trees[tree];
    for (std::uint32_t i = 0; i < chosen.rows; ++i) use(chosen.first + i);
  }
}

void RowColumns::TakeTexts(const Row& row) {
  TakeService(row.process);
  const StoredSpan* const span = picture_.SpanOf(row);
  if (span == nullptr || !span->is_operation()) {
    strings_.Add(picture_.NameOf(row));
  } else {
    std::uint32_t& label = label_of_[static_cast<std::size_t>(span->statement)];
    if (label == kNoRow) label = strings_.Add(picture_.NameOf(row));
  }
  if (span == nullptr) return;
  TakeText(span->text);
  TakeText(span->error);
  TakeText(span->message);
  TakeSet(span->attributes);
  for (std::uint32_t i = 0; i < span->events; ++i) {
    const StoredEvent& event = picture_.store->events()[span->first_event + i];
    TakeText(event.name);
    TakeSet(event.attributes);
    ++events_;
  }
}

std::uint32_t RowColumns::TakeText(std::uint32_t text) {
  if (text_of_[text] == kNoRow) text_of_[text] = strings_.Add(picture_.store->strings()[text]);
  return text_of_[text];
}

void RowColumns::TakeSet(std::uint32_t set) {
  if (set_of_[set] != kNoRow) return;
  AttributeSets::Entries entries;
  for (const auto& [key, value] : picture_.store->attribute_sets()[set]) {
    entries.emplace_back(TakeText(key), TakeText(value));
  }
  set_of_[set] = sets_.Add(entries);
}

// All services beyond 65,535 share the last index.
void RowColumns::TakeService(std::uint32_t process) {
  const auto& processes = picture_.store->processes();
  std::uint32_t& number = service_of_[std::min<std::size_t>(process, processes.size())];
  if (number != kNoRow) return;
  const std::string name = process < processes.size() ? processes[process].service : std::string{};
  const auto known = service_numbers_.find(name);
  if (known != service_numbers_.end()) {
    number = known->second;
    return;
  }
  if (services_.size() < 0xFFFF) services_.push_back(name);
  number = static_cast<std::uint32_t>(services_.size() - 1);
  service_numbers_.emplace(name, static_cast<std::uint16_t>(number));
}

std::uint32_t RowColumns::NameOf(const Row& row) const {
  const StoredSpan* const span = picture_.SpanOf(row);
  if (span != nullptr && span->is_operation()) {
    return label_of_[static_cast<std::size_t>(span->statement)];
  }
  return strings_.Find(picture_.NameOf(row));
}

std::uint16_t RowColumns::FlagsOf(std::uint32_t number) const {
  const Row& row = picture_.forest.rows[number];
  const StoredSpan* span = picture_.SpanOf(row);
  unsigned flags = 0;
  if (row.duration < 0) flags |= kUnfinished;
  if (span != nullptr && span->end_before_start) flags |= kEndBeforeStart;
  if (row.outside_parent) flags |= kOutsideParent;
  if (row.kind != RowKind::kSpan) flags |= kMade;
  if (picture_.finding_of_row[number] > 0) flags |= kInFinding;
  if (row.loop_cut) flags |= kLoopCut;
  return static_cast<std::uint16_t>(flags);
}

void RowColumns::AddTo(PageColumns& columns) const {
  AddRows(columns);
  AddEvents(columns);
  AddTraces(columns);
  AddSets(columns);
}

// Adds a column with `value(number)` of each row.
template <class Number, class Value>
void RowColumns::AddOfRows(PageColumns& columns, std::string_view name, const char* type,
                           Value value) const {
  columns.Add<Number>(name, type, kept_.rows, [this, value](auto& output) {
    this->ForEachRow([&](std::uint32_t number) { output.Add(static_cast<Number>(value(number))); });
  });
}

// Adds a column with `value(span)` of each row; for a row without a span, of an empty one.
template <class Number, class Value>
void RowColumns::AddOfSpans(PageColumns& columns, std::string_view name, const char* type,
                            Value value) const {
  AddOfRows<Number>(columns, name, type, [this, value](std::uint32_t number) {
    static const StoredSpan kNothing{};
    const StoredSpan* const span = picture_.SpanOf(picture_.forest.rows[number]);
    return value(span == nullptr ? kNothing : *span);
  });
}

void RowColumns::AddRows(PageColumns& columns) const {
  const auto row_at = [this](std::uint32_t number) -> const Row& {
    return picture_.forest.rows[number];
  };
  AddOfRows<std::uint32_t>(columns, "span.trace", "u32", [this, row_at](std::uint32_t number) {
    return kept_.tree_of[row_at(number).tree];
  });
  AddOfRows<std::int32_t>(columns, "span.parent", "i32", [this, row_at](std::uint32_t number) {
    const std::int32_t parent = row_at(number).parent;
    return parent < 0 ? -1 : kept_.row_of[static_cast<std::size_t>(parent)];
  });
  AddOfRows<std::uint16_t>(columns, "span.depth", "u16",
                           [row_at](std::uint32_t number) { return row_at(number).depth; });
  columns.Add<std::uint32_t>("span.id", "u32", 2 * kept_.rows, [this, row_at](auto& output) {
    this->ForEachRow([&](std::uint32_t number) {
      const SpanId id = IdOf(row_at(number), picture_.SpanOf(row_at(number)), number);
      output.Add(static_cast<std::uint32_t>(id >> 32U));
      output.Add(static_cast<std::uint32_t>(id));
    });
  });
  AddOfRows<double>(columns, "span.start", "f64",
                    [this, row_at](std::uint32_t number) { return row_at(number).start - base_; });
  AddOfRows<double>(columns, "span.duration", "f64",
                    [row_at](std::uint32_t number) { return row_at(number).duration; });
  AddOfRows<std::uint32_t>(columns, "span.name", "u32",
                           [this, row_at](std::uint32_t number) { return NameOf(row_at(number)); });
  AddOfSpans<std::uint8_t>(columns, "span.kind", "u8",
                           [](const StoredSpan& span) { return span.kind; });
  AddOfSpans<std::uint8_t>(columns, "span.status", "u8",
                           [](const StoredSpan& span) { return span.status; });
  AddOfRows<std::uint16_t>(columns, "span.flags", "u16",
                           [this](std::uint32_t number) { return FlagsOf(number); });
  AddOfRows<std::uint16_t>(columns, "span.service", "u16", [this, row_at](std::uint32_t number) {
    return service_of_[std::min<std::size_t>(row_at(number).process, service_of_.size() - 1)];
  });
  AddOfRows<std::int32_t>(columns, "span.process", "i32",
                          [row_at](std::uint32_t number) { return row_at(number).process; });
  AddOfSpans<std::int32_t>(columns, "span.statement", "i32", [this](const StoredSpan& span) {
    return span.statement < 0 ? -1 : statement_number_[static_cast<std::size_t>(span.statement)];
  });
  AddOfSpans<std::uint32_t>(columns, "span.text", "u32",
                            [this](const StoredSpan& span) { return text_of_[span.text]; });
  AddOfSpans<double>(columns, "span.rows", "f64", [](const StoredSpan& span) { return span.rows; });
  AddOfSpans<double>(columns, "span.affected", "f64",
                     [](const StoredSpan& span) { return span.affected; });
  AddOfSpans<double>(columns, "span.hits", "f64", [](const StoredSpan& span) { return span.hits; });
  AddOfSpans<double>(columns, "span.misses", "f64",
                     [](const StoredSpan& span) { return span.misses; });
  AddOfSpans<std::uint32_t>(columns, "span.error", "u32",
                            [this](const StoredSpan& span) { return text_of_[span.error]; });
  AddOfSpans<std::uint32_t>(columns, "span.message", "u32",
                            [this](const StoredSpan& span) { return text_of_[span.message]; });
  AddOfSpans<std::uint32_t>(columns, "span.attributes", "u32",
                            [this](const StoredSpan& span) { return set_of_[span.attributes]; });
}

// Adds a column with `value(event, row)` of each event.
template <class Number, class Value>
void RowColumns::AddOfEvents(PageColumns& columns, std::string_view name, const char* type,
                             Value value) const {
  columns.Add<Number>(name, type, events_, [this, value](auto& output) {
    this->ForEachRow([&](std::uint32_t number) {
      const StoredSpan* const span = picture_.SpanOf(picture_.forest.rows[number]);
      for (std::uint32_t i = 0; span != nullptr && i < span->events; ++i) {
        const StoredEvent& event = picture_.store->events()[span->first_event + i];
        output.Add(static_cast<Number>(value(event, kept_.row_of[number])));
      }
    });
  });
}

void RowColumns::AddEvents(PageColumns& columns) const {
  AddOfEvents<std::uint32_t>(columns, "event.span", "u32",
                             [](const StoredEvent& /*event*/, std::int32_t row) { return row; });
  AddOfEvents<double>(
      columns, "event.time", "f64",
      [this](const StoredEvent& event, std::int32_t /*row*/) { return event.time - base_; });
  AddOfEvents<std::uint32_t>(
      columns, "event.name", "u32",
      [this](const StoredEvent& event, std::int32_t /*row*/) { return text_of_[event.name]; });
  AddOfEvents<std::uint32_t>(
      columns, "event.attributes", "u32",
      [this](const StoredEvent& event, std::int32_t /*row*/) { return set_of_[event.attributes]; });
}

// Adds a column with `value(tree)` of each trace.
template <class Number, class Value>
void RowColumns::AddOfTraces(PageColumns& columns, std::string_view name, const char* type,
                             Value value) const {
  columns.Add<Number>(name, type, kept_.trees.size(), [this, value](auto& output) {
    for (const std::uint32_t number : kept_.trees) {
      output.Add(static_cast<Number>(value(picture_.forest.trees[number])));
    }
  });
}

void RowColumns::AddTraces(PageColumns& columns) const {
  columns.Add<std::uint32_t>("trace.id", "u32", 4 * kept_.trees.size(), [this](auto& output) {
    for (const std::uint32_t number : kept_.trees) {
      const TraceId& id = picture_.forest.trees[number].id;
      for (std::size_t i = 0; i < id.size(); i += 4) {
        output.Add(static_cast<std::uint32_t>(id[i]) << 24U | id[i + 1] << 16U | id[i + 2] << 8U |
                   id[i + 3]);
      }
    }
  });
  AddOfTraces<std::uint32_t>(columns, "trace.first", "u32",
                             [this](const Tree& tree) { return kept_.row_of[tree.first]; });
  AddOfTraces<std::uint32_t>(columns, "trace.spans", "u32",
                             [](const Tree& tree) { return tree.rows; });
  AddOfTraces<double>(columns, "trace.start", "f64",
                      [this](const Tree& tree) { return tree.start - base_; });
  AddOfTraces<double>(columns, "trace.duration", "f64",
                      [](const Tree& tree) { return tree.end - tree.start; });
  AddOfTraces<std::uint32_t>(columns, "trace.name", "u32", [this](const Tree& tree) {
    return NameOf(picture_.forest.rows[tree.first]);
  });
  AddOfTraces<std::uint32_t>(columns, "trace.operations", "u32",
                             [](const Tree& tree) { return tree.operations; });
  AddOfTraces<std::uint32_t>(columns, "trace.failed", "u32",
                             [](const Tree& tree) { return tree.failed; });
  AddOfTraces<double>(columns, "trace.databases", "f64",
                      [](const Tree& tree) { return tree.busy; });
}

void RowColumns::AddSets(PageColumns& columns) const {
  std::size_t entries = 0;
  for (std::uint32_t i = 0; i < sets_.size(); ++i) entries += sets_[i].size();
  columns.Add<std::uint32_t>("set.first", "u32", sets_.size() + 1, [this](auto& output) {
    std::uint32_t first = 0;
    for (std::uint32_t i = 0; i < sets_.size(); ++i) {
      output.Add(first);
      first += static_cast<std::uint32_t>(sets_[i].size());
    }
    output.Add(first);
  });
  const auto add = [&](std::string_view name, auto member) {
    columns.Add<std::uint32_t>(name, "u32", entries, [this, member](auto& output) {
      for (std::uint32_t i = 0; i < sets_.size(); ++i) {
        for (const AttributeSets::Entry& entry : sets_[i]) output.Add(entry.*member);
      }
    });
  };
  add("set.key", &AttributeSets::Entry::first);
  add("set.value", &AttributeSets::Entry::second);
}

}  // namespace dbspan::view
