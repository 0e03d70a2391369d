#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "view/store.h"

namespace dbspan::view {

constexpr std::int64_t kBase = 1'790'000'000'000'000'000;
constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

inline TraceId TraceNumber(std::uint8_t number) {
  TraceId id{};
  id.fill(0x44);
  id[15] = number;
  return id;
}

/// Returns a span of trace `trace` that begins `start` nanoseconds after kBase.
inline ReceivedSpan SpanOf(std::uint8_t trace, SpanId id, SpanId parent, std::string name,
                           std::int64_t start, std::int64_t duration) {
  ReceivedSpan span;
  span.trace_id = TraceNumber(trace);
  span.id = id;
  span.parent_id = parent;
  span.name = std::move(name);
  span.kind = 1;
  span.start = kBase + start;
  span.end = span.start + duration;
  return span;
}

/// Returns the span of a statement, with the attributes that dbspan sets.
inline ReceivedSpan StatementSpan(std::uint8_t trace, SpanId id, SpanId parent,
                                  const std::string& system, const std::string& summary,
                                  const std::string& text, std::int64_t start,
                                  std::int64_t duration) {
  ReceivedSpan span = SpanOf(trace, id, parent, summary, start, duration);
  span.kind = 3;
  span.attributes = {{"db.system.name", system}, {"db.query.summary", summary},
                     {"db.query.text", text},    {"server.address", "127.0.0.1"},
                     {"server.port", "5432"},    {"db.namespace", "shop"}};
  return span;
}

inline ReceivedSpan CommandSpan(std::uint8_t trace, SpanId id, SpanId parent,
                                const std::string& command, const std::string& text,
                                std::int64_t start, std::int64_t duration) {
  ReceivedSpan span = SpanOf(trace, id, parent, command + " 127.0.0.1:6379", start, duration);
  span.kind = 3;
  span.attributes = {
      {"db.system.name", "redis"}, {"db.operation.name", command}, {"db.query.text", text}};
  return span;
}

inline ReceivedSpan With(ReceivedSpan span, const std::string& key, const std::string& value) {
  span.attributes.emplace_back(key, value);
  return span;
}

inline ReceivedSpan Failed(ReceivedSpan span, const std::string& code, const std::string& message) {
  span.status = 2;
  span.message = message;
  return With(std::move(span), "error.type", code);
}

inline ReceivedSpan Lookup(ReceivedSpan span, const char* event) {
  span.events.push_back({event, span.end, {{"cache.item_count", "1"}}});
  return span;
}

inline ReceivedResource ShopResource() {
  ReceivedResource resource;
  resource.service = "shop";
  resource.executable = "shop_plain";
  resource.pid = 4711;
  return resource;
}

/// Adds the checkout example: a cache lookup, 25 equal statements and two failures.
inline void AddCheckout(Store& store) {
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "checkout", 0, 21'900 * kMicrosecond));
  store.OnSpan(
      Lookup(CommandSpan(1, 2, 1, "GET", "GET cart:4711", 100 * kMicrosecond, 100 * kMicrosecond),
             "cache.miss"));
  store.OnSpan(With(
      StatementSpan(1, 3, 1, "postgresql", "SELECT customers",
                    "SELECT * FROM customers WHERE mail = ?", 1 * kMillisecond, 440 * kMicrosecond),
      "db.response.returned_rows", "1"));
  for (SpanId i = 0; i < 25; ++i) {
    const auto start = 2 * kMillisecond + static_cast<std::int64_t>(i) * 650 * kMicrosecond;
    store.OnSpan(
        With(StatementSpan(1, 10 + i, 1, "postgresql", "SELECT stock",
                           "SELECT pieces FROM stock WHERE id = ?", start, 600 * kMicrosecond),
             "db.response.returned_rows", "1"));
  }
  store.OnSpan(Failed(StatementSpan(1, 50, 1, "postgresql", "SELECT nowhere",
                                    "SELECT * FROM nowhere", 19 * kMillisecond, 430 * kMicrosecond),
                      "42P01", "ERROR:  relation ? does not exist"));
  store.OnSpan(
      Failed(StatementSpan(1, 51, 1, "mariadb", "INSERT stock", "INSERT INTO stock VALUES (?)",
                           20 * kMillisecond, 200 * kMicrosecond),
             "1062", "Duplicate entry ?"));
  store.OnSpan(SpanOf(2, 60, 0, "show cart", 30 * kMillisecond, 2 * kMillisecond));
  store.OnSpan(
      Lookup(CommandSpan(2, 61, 60, "GET", "GET cart:8", 31 * kMillisecond, 90 * kMicrosecond),
             "cache.hit"));
}

}  // namespace dbspan::view
