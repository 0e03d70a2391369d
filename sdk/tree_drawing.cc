#include "sdk/tree_drawing.h"

#include <opentelemetry/trace/span_metadata.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>
#include <ostream>
#include <string_view>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
using opentelemetry::sdk::trace::SpanData;

constexpr int kNameWidth = 46;
constexpr int kBarWidth = 24;

template <class Value>
const Value* Attribute(const SpanData& span, const char* key) {
  const auto found = span.GetAttributes().find(key);
  return found == span.GetAttributes().end() ? nullptr : nostd::get_if<Value>(&found->second);
}

std::string Text(const SpanData& span, const char* key) {
  const auto* value = Attribute<std::string>(span, key);
  return value == nullptr ? std::string{} : *value;
}

/// Returns the width of a UTF-8 text in terminal cells, counting one per character.
int Width(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string Padded(std::string text, int width) {
  if (Width(text) > width) {
    while (Width(text) >= width) text.pop_back();
    text += "…";
  }
  text.append(static_cast<std::size_t>(std::max(0, width - Width(text))), ' ');
  return text;
}

/// The spans that share a line: consecutive equal siblings.
struct Run {
  std::vector<const SpanData*> spans;

  const SpanData& first() const { return *spans.front(); }
  std::chrono::nanoseconds begin() const { return first().GetStartTime().time_since_epoch(); }
  std::chrono::nanoseconds duration() const {
    std::chrono::nanoseconds sum{0};
    for (const SpanData* span : spans) sum += span->GetDuration();
    return sum;
  }
  std::chrono::nanoseconds end() const {
    return spans.back()->GetStartTime().time_since_epoch() + spans.back()->GetDuration();
  }
};

class Drawing {
 public:
  Drawing(std::ostream& out, const std::vector<std::unique_ptr<SpanData>>& spans) : out_(out) {
    for (const auto& one : spans) children_[Hex(one->GetParentSpanId().Id())].push_back(one.get());
  }

  void Draw(const SpanData& root) {
    begin_ = root.GetStartTime().time_since_epoch();
    total_ = std::max<std::chrono::nanoseconds>(root.GetDuration(), std::chrono::nanoseconds{1});
    out_ << "trace " << Hex(root.GetTraceId().Id()) << '\n';
    DrawLine(Run{{&root}}, "");
    DrawChildren(root, "");
    out_ << '\n';
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): depth is that of the trace
  void DrawChildren(const SpanData& parent, const std::string& indent) {
    const std::vector<Run> runs = RunsBelow(parent);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const bool last = i + 1 == runs.size();
      DrawLine(runs[i], indent + (last ? "└─ " : "├─ "));
      for (const SpanData* span : runs[i].spans) {
        DrawChildren(*span, indent + (last ? "   " : "│  "));
      }
    }
  }

  std::vector<Run> RunsBelow(const SpanData& parent) {
    auto& spans = children_[Hex(parent.GetSpanId().Id())];
    std::sort(spans.begin(), spans.end(), [](const SpanData* left, const SpanData* right) {
      return left->GetStartTime().time_since_epoch() < right->GetStartTime().time_since_epoch();
    });
    std::vector<Run> runs;
    for (const SpanData* span : spans) {
      const bool leaf = children_.find(Hex(span->GetSpanId().Id())) == children_.end();
      const bool joins = leaf && !runs.empty() &&
                         runs.back().first().GetName() == span->GetName() &&
                         runs.back().first().GetStatus() == span->GetStatus();
      if (!joins) runs.emplace_back();
      runs.back().spans.push_back(span);
    }
    return runs;
  }

  void DrawLine(const Run& run, const std::string& branch) {
    std::string name = branch + std::string{run.first().GetName()};
    if (run.spans.size() > 1) name += " ×" + std::to_string(run.spans.size());
    std::array<char, 32> milliseconds{};
    std::snprintf(milliseconds.data(), milliseconds.size(), "%10.3f ms",
                  static_cast<double>(run.duration().count()) / 1e6);
    out_ << Padded(name, kNameWidth) << ' ' << Padded(Text(run.first(), "db.system.name"), 11)
         << '|' << Bar(run) << '|' << milliseconds.data() << "  " << Notes(run) << '\n';
  }

  std::string Bar(const Run& run) const {
    const auto cell = [this](std::chrono::nanoseconds at) {
      const double share =
          static_cast<double>((at - begin_).count()) / static_cast<double>(total_.count());
      return std::clamp(static_cast<int>(share * kBarWidth), 0, kBarWidth);
    };
    const int from = std::min(cell(run.begin()), kBarWidth - 1);
    const int to = std::max(cell(run.end()), from + 1);
    std::string bar(static_cast<std::size_t>(from), ' ');
    for (int i = from; i < to; ++i) bar += "█";
    return Padded(bar, kBarWidth);
  }

  static std::string Notes(const Run& run) {
    std::string notes;
    const auto add = [&notes](const std::string& note) {
      notes += (notes.empty() ? "" : ", ") + note;
    };
    const auto sum = [&run](const char* key) {
      std::int64_t total = -1;
      for (const SpanData* span : run.spans) {
        const auto* value = Attribute<std::int64_t>(*span, key);
        if (value != nullptr) total = std::max<std::int64_t>(total, 0) + *value;
      }
      return total;
    };
    if (const auto rows = sum("db.response.returned_rows"); rows >= 0) {
      add(std::to_string(rows) + (rows == 1 ? " row" : " rows"));
    }
    const auto affected = sum("dbspan.affected_rows");
    if (affected >= 0) add(std::to_string(affected) + " affected");
    for (const char* event : {"cache.hit", "cache.miss"}) {
      if (const auto items = Items(run, event); items > 0) {
        add((items == 1 ? "" : std::to_string(items) + " × ") + std::string{event}.substr(6));
      }
    }
    if (run.first().GetStatus() == opentelemetry::trace::StatusCode::kError) {
      add("ERROR " + Text(run.first(), "error.type") + " " +
          std::string{run.first().GetDescription()});
    }
    return notes;
  }

  static std::int64_t Items(const Run& run, std::string_view event) {
    std::int64_t items = 0;
    for (const SpanData* span : run.spans) {
      for (const auto& candidate : span->GetEvents()) {
        if (candidate.GetName() != event) continue;
        const auto count = candidate.GetAttributes().find("cache.item_count");
        if (count == candidate.GetAttributes().end()) continue;
        items += nostd::get<std::int64_t>(count->second);
      }
    }
    return items;
  }

  std::ostream& out_;
  std::map<std::string, std::vector<const SpanData*>> children_;
  std::chrono::nanoseconds begin_{0};
  std::chrono::nanoseconds total_{1};
};

}  // namespace

std::string Hex(nostd::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", byte);
    text += digits.data();
  }
  return text;
}

void DrawTree(std::ostream& out, const std::vector<std::unique_ptr<SpanData>>& spans,
              const SpanData& root) {
  Drawing{out, spans}.Draw(root);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
