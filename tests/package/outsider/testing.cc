#include <dbspan/query_budget.h>
#include <dbspan/testing/recording.h>

bool testing_works() {
  const dbspan::testing::Recording recording;
  { const dbspan::QueryBudget budget{"nothing", 1}; }
  return recording.count() == 0 && dbspan::testing::findings(recording).empty();
}
