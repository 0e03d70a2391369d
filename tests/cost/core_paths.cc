// The core's own paths: one operation in its states, and the analysis of statements.
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/scope.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "bench/null_processor.h"
#include "core/sql/statement.h"
#include "dbspan/instrumenter.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace sdk_trace = opentelemetry::sdk::trace;
struct OneRow {
  Outcome operator()(int /*result*/) const {
    Outcome outcome;
    outcome.returned_rows = 1;
    return outcome;
  }
  Outcome operator()() const { return {}; }
};

struct OneHit {
  Outcome operator()(int /*result*/) const {
    Outcome outcome;
    outcome.hits = 1;
    return outcome;
  }
  Outcome operator()() const { return {}; }
};

Options OptionsWith(std::unique_ptr<sdk_trace::Sampler> sampler, bool metrics) {
  Options options;
  options.tracer_provider =
      nostd::shared_ptr<trace::TracerProvider>{std::make_shared<sdk_trace::TracerProvider>(
          std::make_unique<bench::NullProcessor>(),
          opentelemetry::sdk::resource::Resource::Create({}), std::move(sampler))};
  options.metrics = metrics;
  options.meter_provider = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
      std::make_shared<opentelemetry::sdk::metrics::MeterProvider>()};
  return options;
}
Options Sampled(bool metrics) {
  return OptionsWith(std::make_unique<sdk_trace::AlwaysOnSampler>(), metrics);
}
Options Unsampled(bool metrics) {
  return OptionsWith(std::make_unique<sdk_trace::AlwaysOffSampler>(), metrics);
}

/// A SQL statement through the core.
Repeat Sql(const Options& options) {
  auto instrumenter = std::make_shared<Instrumenter>(Client{"probe", "PROBE"}, options);
  const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{System::kPostgreSql, "shop", "db.example.com", 5432, "", 0});
  return [instrumenter, endpoint](int times) {
    const auto describe = [&] {
      Operation operation;
      operation.endpoint = endpoint;
      operation.sql = "SELECT id, name FROM customers WHERE id = $1 AND active";
      return operation;
    };
    for (int i = 0; i < times; ++i) {
      instrumenter->Run(
          describe, [] { return 1; }, OneRow{});
    }
  };
}

/// What `sampled` is compared with: the same span by hand, through the API.
Repeat ByHand(const Options& options) {
  return [tracer = options.tracer_provider->GetTracer("by_hand")](int times) {
    trace::StartSpanOptions start;
    start.kind = trace::SpanKind::kClient;
    for (int i = 0; i < times; ++i) {
      const auto span = tracer->StartSpan(
          "SELECT customers",
          {{"db.system.name", "postgresql"},
           {"db.namespace", "shop"},
           {"server.address", "db.example.com"},
           {"server.port", 5432},
           {"db.query.summary", "SELECT customers"},
           {"db.query.text", "SELECT id, name FROM customers WHERE id = $1 AND active"}},
          start);
      const trace::Scope scope{span};
      span->SetAttribute("db.response.returned_rows", std::int64_t{1});
      span->End();
    }
  };
}

/// What `unsampled` is compared with: a span with nothing on it.
Repeat BareSpan(const Options& options) {
  return [tracer = options.tracer_provider->GetTracer("by_hand")](int times) {
    for (int i = 0; i < times; ++i) tracer->StartSpan("SELECT customers")->End();
  };
}

/// A command of a cache through the core.
Repeat Command(const Options& options) {
  auto instrumenter = std::make_shared<Instrumenter>(Client{"probe", "PROBE"}, options);
  const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{System::kRedis, "0", "cache.example.com", 6379, "192.0.2.1", 6379});
  return [instrumenter, endpoint](int times) {
    const auto describe = [&] {
      Operation operation;
      operation.endpoint = endpoint;
      operation.name = "GET";
      operation.raw = "customer:7";
      operation.redact = [](std::string_view raw, std::size_t /*limit*/) {
        return "GET " + std::string{raw};
      };
      return operation;
    };
    for (int i = 0; i < times; ++i) {
      instrumenter->Run(
          describe, [] { return 1; }, OneHit{});
    }
  };
}

Repeat Quiet(Repeat repeat) {
  return [repeat = std::move(repeat)](int times) {
    const SuppressInstrumentation quiet;
    repeat(times);
  };
}

Repeat Analyze(std::string sql) {
  return [sql = std::move(sql)](int times) {
    std::size_t sum = 0;
    for (int i = 0; i < times; ++i) {
      sum += sql_text::Analyze(sql, sql_text::Dialect::kPostgreSql, 4096).text.size();
    }
    if (sum == 0) std::abort();
  };
}

Options Current() {
  Options options = Sampled(false);
  options.current_spans = true;
  return options;
}

Options Off() {
  Options options = Sampled(true);
  options.enabled = false;
  return options;
}

std::string Repeated(std::string text, const std::string& piece, std::size_t bytes) {
  while (text.size() < bytes) text += piece;
  return text;
}

}  // namespace

std::vector<Path> Paths() {
  std::vector<Path> paths;
  const auto add = [&](const char* name, std::function<Repeat()> make) {
    paths.push_back({name, [make = std::move(make)](const auto& count) { count(make()); }});
  };
  add("off", [] { return Sql(Off()); });
  add("sampled_by_hand", [] { return ByHand(Sampled(false)); });
  add("unsampled_bare_span", [] { return BareSpan(Unsampled(false)); });
  add("suppressed", [] { return Quiet(Sql(Sampled(true))); });
  add("unsampled", [] { return Sql(Unsampled(false)); });
  add("unsampled_metrics", [] { return Sql(Unsampled(true)); });
  add("sampled", [] { return Sql(Sampled(false)); });
  add("sampled_current", [] { return Sql(Current()); });
  add("sampled_metrics", [] { return Sql(Sampled(true)); });
  add("command_unsampled", [] { return Command(Unsampled(false)); });
  add("command_sampled", [] { return Command(Sampled(false)); });
  add("analyze_select", [] { return Analyze("SELECT a FROM users WHERE id = 4711 LIMIT 1"); });
  add("analyze_join", [] {
    return Analyze(
        Repeated("SELECT c.id, c.name, o.price FROM customers c JOIN orders o ON c.id = o.customer",
                 " AND (c.name LIKE 'A%' OR o.price > 12.5)", 1000));
  });
  add("analyze_insert", [] {
    return Analyze(Repeated("INSERT INTO t (a, b) VALUES (1, 'x')", ", (2, 'y')", 10240));
  });
  add("analyze_list",
      [] { return Analyze(Repeated("SELECT a FROM t WHERE b IN (1", ", 4711", 10240) + ")"); });
  return paths;
}

}  // namespace dbspan::cost
