#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/nostd/unique_ptr.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/version.h"

/// Sends trace context to other processes: W3C `traceparent`, `tracestate` and `baggage` in any map
/// of strings.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace detail {

/// Adapts a map of strings to propagators. Lookup ignores the case of names, as HTTP headers
/// require.
template <class Map>
class MapCarrier : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  explicit MapCarrier(Map& map) noexcept : map_(map) {}

  opentelemetry::nostd::string_view Get(
      opentelemetry::nostd::string_view key) const noexcept override {
    const auto found = std::find_if(map_.begin(), map_.end(), [key](const auto& entry) {
      const std::string_view name{entry.first};
      return std::equal(name.begin(), name.end(), key.begin(), key.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
      });
    });
    if (found == map_.end()) return {};
    const std::string_view value{found->second};
    return {value.data(), value.size()};
  }
  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override {
    if constexpr (!std::is_const_v<Map>) {
      try {
        map_.insert_or_assign(typename Map::key_type{std::string{key.data(), key.size()}},
                              std::string{value.data(), value.size()});
      } catch (...) {  // no memory: the request carries no context
      }
    }
  }

 private:
  Map& map_;
};

void Inject(opentelemetry::context::propagation::TextMapCarrier& carrier) noexcept;
opentelemetry::context::Context Extract(
    const opentelemetry::context::propagation::TextMapCarrier& carrier) noexcept;

}  // namespace detail

/// Writes the current trace context and baggage into `map` (`std::map<std::string, std::string>` or
/// similar), to send with a message or a request. Writes no trace context if there is no current
/// span.
template <class Map>
void inject(Map& map) noexcept {
  detail::MapCarrier<Map> carrier{map};
  detail::Inject(carrier);
}

/// Returns the context that `map` contains, to be attached by a `ContextScope`. Malformed entries
/// are skipped.
template <class Map>
opentelemetry::context::Context extract(const Map& map) noexcept {
  return detail::Extract(detail::MapCarrier<const Map>{map});
}

/// Makes a context the current one of this thread for the lifetime of the object. A stack object.
class ContextScope {
 public:
  explicit ContextScope(const opentelemetry::context::Context& context) noexcept
      : token_(opentelemetry::context::RuntimeContext::Attach(context)) {}

 private:
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

/// Adds entries to the baggage of this thread for the lifetime of the object. `inject` sends them,
/// and `dbspan::sdk::BaggageProcessor` copies selected ones to every span that starts meanwhile. A
/// stack object.
class BaggageScope {
 public:
  BaggageScope(
      std::initializer_list<std::pair<std::string_view, std::string_view>> entries) noexcept;

 private:
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

/// Adds the baggage entry `correlation.id`, which marks all work for one request, for the lifetime
/// of the object. A stack object.
class CorrelationScope {
 public:
  explicit CorrelationScope(std::string_view id) noexcept : baggage_{{kKey, id}} {}

  static constexpr std::string_view kKey = "correlation.id";

 private:
  BaggageScope baggage_;
};

/// Returns the value of a baggage entry of this thread; empty if there is none.
std::string baggage(std::string_view key);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
