#include "dbspan/sdk/tree_exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/scope.h>

#include <memory>
#include <sstream>
#include <string>

namespace dbspan::sdk {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class TreeExporterTest : public ::testing::Test {
 protected:
  std::ostringstream out_;
  opentelemetry::sdk::trace::TracerProvider provider_{
      std::make_unique<opentelemetry::sdk::trace::SimpleSpanProcessor>(
          std::make_unique<TreeExporter>(out_))};
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer_ = provider_.GetTracer("t");
};

TEST_F(TreeExporterTest, DrawsATraceWhenItsRootEnds) {
  const auto root = tracer_->StartSpan("checkout");
  {
    const opentelemetry::trace::Scope scope{root};
    const auto child = tracer_->StartSpan(
        "SELECT users",
        {{"db.system.name", "postgresql"}, {"db.response.returned_rows", std::int64_t{2}}});
    child->End();
    const auto miss = tracer_->StartSpan("GET cache:1", {{"db.system.name", "redis"}});
    miss->AddEvent("cache.miss", {{"cache.item_count", std::int64_t{1}}});
    miss->End();
    const auto failed = tracer_->StartSpan("INSERT t", {{"error.type", "1062"}});
    failed->SetStatus(opentelemetry::trace::StatusCode::kError, "Duplicate entry ?");
    failed->End();
    EXPECT_THAT(out_.str(), IsEmpty());
  }
  root->End();

  EXPECT_THAT(out_.str(), ContainsRegex("\ncheckout  "));
  EXPECT_THAT(out_.str(), ContainsRegex("├─ SELECT users +postgresql .*  2 rows\n"));
  EXPECT_THAT(out_.str(), ContainsRegex("├─ GET cache:1 +redis .*  miss\n"));
  EXPECT_THAT(out_.str(), ContainsRegex("└─ INSERT t .*  ERROR 1062 Duplicate entry \\?\n"));
}

TEST_F(TreeExporterTest, EqualNeighboursAreOneLine) {
  const auto root = tracer_->StartSpan("load");
  {
    const opentelemetry::trace::Scope scope{root};
    for (int i = 0; i < 3; ++i) tracer_->StartSpan("INSERT t")->End();
  }
  root->End();

  EXPECT_THAT(out_.str(), HasSubstr("└─ INSERT t ×3"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("├─")));
}

}  // namespace
}  // namespace dbspan::sdk
