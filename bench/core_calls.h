#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/tracer.h>

#include <cstdint>
#include <memory>

#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "tests/support/systems.h"

// A statement in the core, which the benchmarks and tests/cost share.
namespace dbspan::bench {

inline constexpr const char* kSelect = "SELECT id, name FROM customers WHERE id = $1 AND active";

class DescribeSelect {
 public:
  Operation operator()() const noexcept {
    Operation operation;
    operation.endpoint = endpoint_;
    operation.sql = kSelect;
    return operation;
  }

 private:
  EndpointPtr endpoint_ = std::make_shared<const Endpoint>(
      EndpointFields{systems::kPostgreSql, "shop", "db.example.com", 5432, "", 0});
};

struct OneRow {
  Outcome operator()(int /*result*/) const {
    Outcome outcome;
    outcome.returned_rows = 1;
    return outcome;
  }
  Outcome operator()() const { return {}; }
};

/// The span that a careful engineer writes around the call: it has the same attributes, and is
/// current during the call.
class SelectByHand {
 public:
  using Tracer = opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer>;

  explicit SelectByHand(Tracer tracer) : tracer_(std::move(tracer)) {
    start_.kind = opentelemetry::trace::SpanKind::kClient;
  }

  template <class Call>
  void Run(Call&& call) const {
    const auto span = tracer_->StartSpan("SELECT customers",
                                         {{"db.system.name", "postgresql"},
                                          {"db.namespace", "shop"},
                                          {"server.address", "db.example.com"},
                                          {"server.port", 5432},
                                          {"db.query.summary", "SELECT customers"},
                                          {"db.query.text", kSelect}},
                                         start_);
    {
      const opentelemetry::trace::Scope scope{span};
      call();
      span->SetAttribute("db.response.returned_rows", std::int64_t{1});
    }
    span->End();
  }

 private:
  Tracer tracer_;
  opentelemetry::trace::StartSpanOptions start_;
};

}  // namespace dbspan::bench
