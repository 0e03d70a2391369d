#include "view/row_columns.h"

#include "view/trace_columns.h"

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

RowColumns::RowColumns(const Picture& picture, const PageRows& kept,
                       const std::vector<std::int32_t>& statement_number, std::int64_t base)
    : picture_(picture),
      kept_(kept),
      statement_number_(statement_number),
      base_(base),
      texts_(picture) {
  ForEachRow([this](std::uint32_t number) {
    const std::size_t events = texts_.events();
    texts_.Take(picture_.forest.rows[number]);
    if (texts_.events() > events) with_events_.push_back(number);
  });
}

template <class Use>
void RowColumns::ForEachRow(Use&& use) const {
  for (const std::uint32_t tree : kept_.trees) {
    const Tree& chosen = picture_.forest.trees[tree];
    for (std::uint32_t i = 0; i < chosen.rows; ++i) use(chosen.first + i);
  }
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
  AddTraceColumns(picture_, kept_, texts_, base_, columns);
  AddSetColumns(texts_.sets(), columns);
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
  AddOfRows<std::uint32_t>(columns, "span.name", "u32", [this, row_at](std::uint32_t number) {
    return texts_.NameOf(row_at(number));
  });
  AddOfSpans<std::uint8_t>(columns, "span.kind", "u8",
                           [](const StoredSpan& span) { return span.kind; });
  AddOfSpans<std::uint8_t>(columns, "span.status", "u8",
                           [](const StoredSpan& span) { return span.status; });
  AddOfRows<std::uint16_t>(columns, "span.flags", "u16",
                           [this](std::uint32_t number) { return FlagsOf(number); });
  AddOfRows<std::uint16_t>(columns, "span.service", "u16", [this, row_at](std::uint32_t number) {
    return texts_.ServiceOf(row_at(number).process);
  });
  AddOfRows<std::int32_t>(columns, "span.process", "i32",
                          [row_at](std::uint32_t number) { return row_at(number).process; });
  AddOfSpans<std::int32_t>(columns, "span.statement", "i32", [this](const StoredSpan& span) {
    return span.statement < 0 ? -1 : statement_number_[static_cast<std::size_t>(span.statement)];
  });
  AddOfSpans<std::uint32_t>(columns, "span.text", "u32",
                            [this](const StoredSpan& span) { return texts_.Text(span.text); });
  AddOfSpans<double>(columns, "span.rows", "f64", [](const StoredSpan& span) { return span.rows; });
  AddOfSpans<double>(columns, "span.affected", "f64",
                     [](const StoredSpan& span) { return span.affected; });
  AddOfSpans<double>(columns, "span.hits", "f64", [](const StoredSpan& span) { return span.hits; });
  AddOfSpans<double>(columns, "span.misses", "f64",
                     [](const StoredSpan& span) { return span.misses; });
  AddOfSpans<std::uint32_t>(columns, "span.error", "u32",
                            [this](const StoredSpan& span) { return texts_.Text(span.error); });
  AddOfSpans<std::uint32_t>(columns, "span.message", "u32",
                            [this](const StoredSpan& span) { return texts_.Text(span.message); });
  AddOfSpans<std::uint32_t>(columns, "span.attributes", "u32",
                            [this](const StoredSpan& span) { return texts_.Set(span.attributes); });
}

// Adds a column with `value(event, row)` of each event.
template <class Number, class Value>
void RowColumns::AddOfEvents(PageColumns& columns, std::string_view name, const char* type,
                             Value value) const {
  columns.Add<Number>(name, type, texts_.events(), [this, value](auto& output) {
    for (const std::uint32_t number : with_events_) {
      const StoredSpan& span = *picture_.SpanOf(picture_.forest.rows[number]);
      for (std::uint32_t i = 0; i < span.events; ++i) {
        const StoredEvent& event = picture_.store->events()[span.first_event + i];
        output.Add(static_cast<Number>(value(event, kept_.row_of[number])));
      }
    }
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
      [this](const StoredEvent& event, std::int32_t /*row*/) { return texts_.Text(event.name); });
  AddOfEvents<std::uint32_t>(columns, "event.attributes", "u32",
                             [this](const StoredEvent& event, std::int32_t /*row*/) {
                               return texts_.Set(event.attributes);
                             });
}

}  // namespace dbspan::view
