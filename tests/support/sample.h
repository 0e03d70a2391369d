#pragma once

#include <memory>

#include "core/span/outcome.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/operation.h"
#include "dbspan/outcome.h"
#include "tests/support/systems.h"

/// A sample client and operation for the tests of the core.
namespace dbspan::test {

inline constexpr Client kClient{"dbspan.test", "TEST"};

/// Makes the outcome of a call that returns a number of rows.
struct RowsOutcome {
  Outcome operator()(int rows) const {
    Outcome outcome;
    outcome.returned_rows = rows;
    return outcome;
  }
  Outcome operator()() const { return OutcomeOfCurrentException(); }
  static Outcome OfVoid() { return {}; }
};

inline Operation Select() {
  static const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{systems::kPostgreSql, "shop", "db.example", 5432, "", 0});
  Operation operation;
  operation.endpoint = endpoint;
  operation.sql = "SELECT * FROM users WHERE id = 7";
  return operation;
}

/// Runs the operation of `Select`, which returns three rows.
inline void RunSelect(const Instrumenter& instrumenter) {
  instrumenter.Run(
      Select, [] { return 3; }, RowsOutcome{});
}

}  // namespace dbspan::test
