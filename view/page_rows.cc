#include "view/page_rows.h"

#include <algorithm>
#include <unordered_map>

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

// Copies the texts and attribute sets that the page needs, and maps their indices in the store to
// those in the page.
class Renumbering {
 public:
  Renumbering(const Store& store, StringTable& strings) : store_(store), strings_(strings) {}

  std::uint32_t Text(std::uint32_t number) { return strings_.Add(store_.strings()[number]); }
  std::uint32_t Text(std::string_view text) { return strings_.Add(text); }
  std::uint32_t Set(std::uint32_t number) {
    AttributeSets::Entries entries;
    const auto [found, added] = sets_of_.emplace(number, 0);
    if (!added) return found->second;
    for (const auto& [key, value] : store_.attribute_sets()[number]) {
      entries.emplace_back(Text(key), Text(value));
    }
    return found->second = sets_.Add(entries);
  }
  const AttributeSets& sets() const { return sets_; }

 private:
  const Store& store_;
  StringTable& strings_;
  AttributeSets sets_;
  std::unordered_map<std::uint32_t, std::uint32_t> sets_of_;
};

struct SpanColumns {
  std::vector<std::uint32_t> trace, id, name, text, error, message, attributes;
  std::vector<std::int32_t> parent, process, statement;
  std::vector<std::uint16_t> depth, flags, service;
  std::vector<std::uint8_t> kind, status;
  std::vector<double> start, duration, rows, affected, hits, misses;

  void AddTo(PageColumns& columns) const {
    columns.Add("span.trace", "u32", trace);
    columns.Add("span.parent", "i32", parent);
    columns.Add("span.depth", "u16", depth);
    columns.Add("span.id", "u32", id);
    columns.Add("span.start", "f64", start);
    columns.Add("span.duration", "f64", duration);
    columns.Add("span.name", "u32", name);
    columns.Add("span.kind", "u8", kind);
    columns.Add("span.status", "u8", status);
    columns.Add("span.flags", "u16", flags);
    columns.Add("span.service", "u16", service);
    columns.Add("span.process", "i32", process);
    columns.Add("span.statement", "i32", statement);
    columns.Add("span.text", "u32", text);
    columns.Add("span.rows", "f64", rows);
    columns.Add("span.affected", "f64", affected);
    columns.Add("span.hits", "f64", hits);
    columns.Add("span.misses", "f64", misses);
    columns.Add("span.error", "u32", error);
    columns.Add("span.message", "u32", message);
    columns.Add("span.attributes", "u32", attributes);
  }
};

struct EventColumns {
  std::vector<std::uint32_t> span, name, attributes;
  std::vector<double> time;
};

std::uint16_t FlagsOf(const Picture& picture, std::uint32_t number) {
  const Row& row = picture.forest.rows[number];
  const StoredSpan* span = picture.SpanOf(row);
  unsigned flags = 0;
  if (row.duration < 0) flags |= kUnfinished;
  if (span != nullptr && span->end_before_start) flags |= kEndBeforeStart;
  if (row.outside_parent) flags |= kOutsideParent;
  if (row.kind != RowKind::kSpan) flags |= kMade;
  if (picture.finding_of_row[number] > 0) flags |= kInFinding;
  if (row.loop_cut) flags |= kLoopCut;
  return static_cast<std::uint16_t>(flags);
}

// Rows without a span get an id as well, so that links can refer to them. It is made of kind and
// index; a random span id practically never has such a value.
SpanId IdOf(const Row& row, const StoredSpan* span, std::size_t number) {
  return span != nullptr ? span->id : static_cast<SpanId>(row.kind) << 32U | number;
}

class RowWriter {
 public:
  RowWriter(const Picture& picture, const PageRows& kept,
            const std::vector<std::int32_t>& statement_number, std::int64_t base,
            Renumbering& numbers, std::vector<std::string>& services)
      : picture_(picture),
        kept_(kept),
        statement_number_(statement_number),
        base_(base),
        numbers_(numbers),
        services_(services) {}

  void Add(std::uint32_t number);
  const SpanColumns& spans() const { return spans_; }
  const EventColumns& events() const { return events_; }

 private:
  std::uint16_t ServiceOf(std::uint32_t process);
  void AddEvents(const StoredSpan& span, std::uint32_t row);

  const Picture& picture_;
  const PageRows& kept_;
  const std::vector<std::int32_t>& statement_number_;
  const std::int64_t base_;
  Renumbering& numbers_;
  std::vector<std::string>& services_;
  std::unordered_map<std::string, std::uint16_t> service_numbers_;
  SpanColumns spans_;
  EventColumns events_;
};

// Returns the index of the service of a process. All services beyond 65,535 share the last index.
std::uint16_t RowWriter::ServiceOf(std::uint32_t process) {
  const auto& processes = picture_.store->processes();
  const std::string name = process < processes.size() ? processes[process].service : std::string{};
  const auto found = service_numbers_.find(name);
  if (found != service_numbers_.end()) return found->second;
  if (services_.size() < 0xFFFF) services_.push_back(name);
  const auto number = static_cast<std::uint16_t>(services_.size() - 1);
  service_numbers_.emplace(name, number);
  return number;
}

void RowWriter::Add(std::uint32_t number) {
  const Row& row = picture_.forest.rows[number];
  const StoredSpan* span = picture_.SpanOf(row);
  static const StoredSpan kNothing{};
  const StoredSpan& stored = span == nullptr ? kNothing : *span;
  const SpanId id = IdOf(row, span, number);
  const auto own = static_cast<std::uint32_t>(kept_.row_of[number]);

  spans_.trace.push_back(static_cast<std::uint32_t>(kept_.tree_of[row.tree]));
  spans_.parent.push_back(row.parent < 0 ? -1
                                         : static_cast<std::int32_t>(
                                               kept_.row_of[static_cast<std::size_t>(row.parent)]));
  spans_.depth.push_back(row.depth);
  spans_.id.push_back(static_cast<std::uint32_t>(id >> 32U));
  spans_.id.push_back(static_cast<std::uint32_t>(id));
  spans_.start.push_back(static_cast<double>(row.start - base_));
  spans_.duration.push_back(static_cast<double>(row.duration));
  spans_.name.push_back(numbers_.Text(picture_.NameOf(row)));
  spans_.kind.push_back(stored.kind);
  spans_.status.push_back(stored.status);
  spans_.flags.push_back(FlagsOf(picture_, number));
  spans_.service.push_back(ServiceOf(row.process));
  spans_.process.push_back(static_cast<std::int32_t>(row.process));
  spans_.statement.push_back(
      stored.statement < 0 ? -1 : statement_number_[static_cast<std::size_t>(stored.statement)]);
  spans_.text.push_back(numbers_.Text(stored.text));
  spans_.rows.push_back(static_cast<double>(stored.rows));
  spans_.affected.push_back(static_cast<double>(stored.affected));
  spans_.hits.push_back(static_cast<double>(stored.hits));
  spans_.misses.push_back(static_cast<double>(stored.misses));
  spans_.error.push_back(numbers_.Text(stored.error));
  spans_.message.push_back(numbers_.Text(stored.message));
  spans_.attributes.push_back(numbers_.Set(stored.attributes));
  AddEvents(stored, own);
}

void RowWriter::AddEvents(const StoredSpan& span, std::uint32_t row) {
  for (std::uint32_t i = 0; i < span.events; ++i) {
    const StoredEvent& event = picture_.store->events()[span.first_event + i];
    events_.span.push_back(row);
    events_.time.push_back(static_cast<double>(event.time - base_));
    events_.name.push_back(numbers_.Text(event.name));
    events_.attributes.push_back(numbers_.Set(event.attributes));
  }
}

void AddSets(const AttributeSets& sets, PageColumns& columns) {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> keys;
  std::vector<std::uint32_t> values;
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    first.push_back(static_cast<std::uint32_t>(keys.size()));
    for (const auto& [key, value] : sets[i]) {
      keys.push_back(key);
      values.push_back(value);
    }
  }
  first.push_back(static_cast<std::uint32_t>(keys.size()));
  columns.Add("set.first", "u32", first);
  columns.Add("set.key", "u32", keys);
  columns.Add("set.value", "u32", values);
}

void AddTraces(const Picture& picture, const PageRows& kept, std::int64_t base,
               Renumbering& numbers, PageColumns& columns) {
  std::vector<std::uint32_t> id, first, spans, name, operations, failed;
  std::vector<double> start, duration, busy;
  for (const std::uint32_t number : kept.trees) {
    const Tree& tree = picture.forest.trees[number];
    for (std::size_t i = 0; i < tree.id.size(); i += 4) {
      id.push_back(static_cast<std::uint32_t>(tree.id[i]) << 24U | tree.id[i + 1] << 16U |
                   tree.id[i + 2] << 8U | tree.id[i + 3]);
    }
    first.push_back(static_cast<std::uint32_t>(kept.row_of[tree.first]));
    spans.push_back(tree.rows);
    name.push_back(numbers.Text(picture.NameOf(picture.forest.rows[tree.first])));
    operations.push_back(tree.operations);
    failed.push_back(tree.failed);
    start.push_back(static_cast<double>(tree.start - base));
    duration.push_back(static_cast<double>(tree.end - tree.start));
    busy.push_back(static_cast<double>(tree.busy));
  }
  columns.Add("trace.id", "u32", id);
  columns.Add("trace.first", "u32", first);
  columns.Add("trace.spans", "u32", spans);
  columns.Add("trace.start", "f64", start);
  columns.Add("trace.duration", "f64", duration);
  columns.Add("trace.name", "u32", name);
  columns.Add("trace.operations", "u32", operations);
  columns.Add("trace.failed", "u32", failed);
  columns.Add("trace.databases", "f64", busy);
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
    for (const PlacedFinding& placed : picture.findings) take(placed.tree, most / 4);
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
  PageRows kept;
  kept.row_of.assign(forest.rows.size(), -1);
  kept.tree_of.assign(forest.trees.size(), -1);
  for (std::uint32_t i = 0; i < keep.size(); ++i) {
    if (!keep[i]) continue;
    kept.tree_of[i] = static_cast<std::int64_t>(kept.trees.size());
    kept.trees.push_back(i);
    for (std::uint32_t row = 0; row < forest.trees[i].rows; ++row) {
      kept.row_of[forest.trees[i].first + row] = static_cast<std::int64_t>(kept.rows++);
    }
  }
  return kept;
}

void AddRowColumns(const Picture& picture, const PageRows& kept,
                   const std::vector<std::int32_t>& statement_number, std::int64_t base,
                   StringTable& strings, std::vector<std::string>& services, PageColumns& columns) {
  Renumbering numbers{*picture.store, strings};
  RowWriter rows{picture, kept, statement_number, base, numbers, services};
  for (const std::uint32_t tree : kept.trees) {
    const Tree& chosen = picture.forest.trees[tree];
    for (std::uint32_t i = 0; i < chosen.rows; ++i) rows.Add(chosen.first + i);
  }
  rows.spans().AddTo(columns);
  const EventColumns& events = rows.events();
  columns.Add("event.span", "u32", events.span);
  columns.Add("event.time", "f64", events.time);
  columns.Add("event.name", "u32", events.name);
  columns.Add("event.attributes", "u32", events.attributes);
  AddTraces(picture, kept, base, numbers, columns);
  AddSets(numbers.sets(), columns);
}

}  // namespace dbspan::view
